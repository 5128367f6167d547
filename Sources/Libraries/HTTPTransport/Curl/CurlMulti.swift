import CCurl

/// The address of a libcurl multi handle, and what its thread waits with.
///
/// `@unchecked Sendable`: the loop's thread alone uses the handle.
struct CurlMulti: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
    let sockets: SocketPoller

    /// Nil where memory or descriptors are used up.
    init?() {
        guard let sockets = SocketPoller(), let handle = curl_multi_init() else { return nil }
        self.handle = handle
        self.sockets = sockets
    }

    func wakeUp() {
        self.sockets.wakeUp()
    }
}
