import CCurl

/// The address of a libcurl multi handle.
///
/// `@unchecked Sendable`: the loop's thread alone uses the handle, but for `curl_multi_wakeup`, which
/// libcurl documents as callable from any thread; ``CurlLoop`` calls it only under the lock under which
/// its thread says that it is about to free the handle.
struct CurlMulti: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer

    /// Idle connections kept for the next call.
    private static let maximumIdleConnections = 256

    init?() {
        guard let handle = curl_multi_init() else { return nil }
        self.handle = handle
        _ = ccurl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Self.maximumIdleConnections)
    }

    func wakeUp() {
        curl_multi_wakeup(self.handle)
    }
}
