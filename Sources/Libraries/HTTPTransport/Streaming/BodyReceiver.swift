/// Takes the body of a streamed answer on the transport's thread. It must not wait.
public protocol BodyReceiver: AnyObject, Sendable {
    /// Takes the next piece, decompressed.
    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyProgress
}

/// How far a streamed answer has come.
public enum BodyProgress: Sendable, Equatable {
    /// Nothing but comments so far.
    case waiting
    /// The answer has begun.
    case begun
    /// The answer is whole; what follows is of no consequence.
    case whole
    /// Nothing more is wanted: the connection is to be broken off.
    case useless
}
