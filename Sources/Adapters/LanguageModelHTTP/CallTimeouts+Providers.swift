public import HTTPTransport

extension CallTimeouts {
    /// A provider that has its models ready.
    public static let hosted = CallTimeouts(firstByte: .seconds(30))
    /// A server that may have to load the model first, and that lets calls wait in line.
    public static let local = CallTimeouts(firstByte: .seconds(120))
}
