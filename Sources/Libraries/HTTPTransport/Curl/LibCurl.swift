import CCurl

/// The library's one-time set-up.
enum LibCurl {
    /// Initialised by whoever asks first, once; false if the library cannot work here.
    static let isReady = ccurl_global_init() == CURLE_OK
}
