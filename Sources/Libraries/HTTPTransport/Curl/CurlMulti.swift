import CCurl

/// The address of a libcurl multi handle, and what its thread waits with.
///
/// `@unchecked Sendable`, because a C pointer is not `Sendable`, and this one has to get from whoever starts a
/// ``CurlLoop`` to its thread. From then on that thread alone uses it: waking goes through ``SocketPoller``, not libcurl.
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
