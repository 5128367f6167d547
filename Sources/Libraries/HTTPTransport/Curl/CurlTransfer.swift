import CCurl

/// One request on its way: the easy handle and what its callbacks read and write.
///
/// libcurl calls back on the loop's thread only, and only while the engine holds the transfer.
final class CurlTransfer {
    let call: PendingCall
    let continuation: PendingCall.Continuation
    let easy: UnsafeMutableRawPointer
    /// The first option that libcurl refused.
    private(set) var mistake: CURLcode?

    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>
    private var bodyPosition = 0
    private var response: ResponseBuffer
    private var clock: AnswerClock
    private let earliestExpiry: EarliestExpiry

    /// - Parameter earliestExpiry: told when the transfer expires, now and whenever that may come earlier.
    init?(_ call: PendingCall, _ continuation: PendingCall.Continuation, _ earliestExpiry: EarliestExpiry) {
        guard let easy = curl_easy_init() else { return nil }
        self.call = call
        self.continuation = continuation
        self.easy = easy
        let request = call.request
        self.response = ResponseBuffer(request.receiver, sizes: request.sizes)
        self.clock = AnswerClock(request.limits, waitsForWhole: request.receiver == nil, now: .now)
        self.earliestExpiry = earliestExpiry
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        self.configure(call.request)
        earliestExpiry.note(self.expiry)
    }

    deinit {
        curl_easy_cleanup(self.easy)
        curl_slist_free_all(self.headerList)
        self.errorText.deallocate()
    }

    /// The transfer of a handle.
    static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var pointer: UnsafeMutableRawPointer?
        guard ccurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK else { return nil }
        return pointer.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// How much of the request libcurl has handed to the connection so far.
    var sentBytes: Int {
        var head = 0
        var body: curl_off_t = 0
        _ = ccurl_get_long(self.easy, CURLINFO_REQUEST_SIZE, &head)
        _ = ccurl_get_offset(self.easy, CURLINFO_SIZE_UPLOAD_T, &body)
        return head + Int(body)
    }

    /// When the transfer has to be broken off unless more comes before.
    var expiry: ContinuousClock.Instant? { self.clock.expiry }

    /// What the call gets if it is broken off at its ``expiry``.
    var expired: Result<HTTPResponse, TransportError> {
        guard let complaint = self.clock.complaint else { return .success(self.answer) }
        return .failure(TransportError(kind: .timeout, message: complaint, wasSent: self.sentBytes > 0))
    }

    /// What the call gets, given libcurl's result.
    func outcome(_ result: CURLcode) -> Result<HTTPResponse, TransportError> {
        if self.response.isTooLarge || result == CURLE_FILESIZE_EXCEEDED {
            let message = "the answer is larger than an answer can be"
            return .failure(TransportError(kind: .replyTooLarge, message: message, wasSent: true))
        }
        // How a connection ends after a whole answer is of no consequence.
        if result == CURLE_OK || self.response.progress == .whole || self.response.progress == .useless {
            return .success(self.answer)
        }
        return .failure(
            TransportError(result, detail: String(cString: self.errorText), sentBytes: self.sentBytes)
        )
    }

    private var answer: HTTPResponse {
        HTTPResponse(status: self.status, headers: self.response.headers, body: self.response.body)
    }

    private var status: Int {
        var status = 0
        _ = ccurl_get_long(self.easy, CURLINFO_RESPONSE_CODE, &status)
        return status
    }
}

// MARK: - Options

extension CurlTransfer {
    private func configure(_ request: HTTPRequest) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        // libcurl reads 0 as "forever" here, and as its own default for the connection.
        let milliseconds = Int(min(request.timeout?.milliseconds ?? 0, Int64(Int32.max)))
        let longest = milliseconds > 0 ? Int64(milliseconds) : Int64(Int32.max)
        let connectMilliseconds = Int(max(1, min(request.limits.connect.milliseconds, longest)))

        self.check(ccurl_set_pointer(self.easy, CURLOPT_PRIVATE, context))
        self.check(ccurl_set_pointer(self.easy, CURLOPT_ERRORBUFFER, self.errorText))
        self.check(ccurl_set_string(self.easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        self.check(ccurl_set_string(self.easy, CURLOPT_URL, request.url))
        self.check(ccurl_set_string(self.easy, CURLOPT_ACCEPT_ENCODING, "gzip"))
        if request.bypassesProxy { self.check(ccurl_set_string(self.easy, CURLOPT_PROXY, "")) }

        // One call is one connection: breaking it off is the one sign that every server understands.
        self.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        self.set(CURLOPT_NOSIGNAL, 1)
        self.set(CURLOPT_FOLLOWLOCATION, 0)
        self.set(CURLOPT_CONNECTTIMEOUT_MS, connectMilliseconds)
        self.set(CURLOPT_TIMEOUT_MS, milliseconds)
        self.set(CURLOPT_TCP_KEEPALIVE, 1)
        self.set(CURLOPT_TCP_KEEPIDLE, 30)
        self.set(CURLOPT_TCP_KEEPINTVL, 15)
        // Otherwise breaking off a call would wait on this thread for a name that is being resolved.
        self.set(CURLOPT_QUICK_EXIT, 1)
        self.check(ccurl_close_sockets_on_exec(self.easy))
        self.configureBody(request, context)
        self.configureAnswer(request, context)
        self.configureHeaders(request)
    }

    private func configureBody(_ request: HTTPRequest, _ context: UnsafeMutableRawPointer) {
        guard request.method == .post else { return self.set(CURLOPT_HTTPGET, 1) }
        self.set(CURLOPT_POST, 1)
        self.check(ccurl_set_offset(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
        self.check(ccurl_set_pointer(self.easy, CURLOPT_READDATA, context))
        self.check(
            ccurl_set_read_function(self.easy) { buffer, size, count, context in
                guard let buffer, let context else { return Int(CURL_READFUNC_ABORT) }
                return CurlTransfer.at(context).read(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
            }
        )
        // libcurl asks again by itself when a reused connection dies without an answer. That would be a
        // second attempt that nobody has written down; without a way back to the body's start it cannot.
        self.check(ccurl_set_seek_function(self.easy) { _, _, _ in CURL_SEEKFUNC_FAIL })
        // Where there is no body there is no way back to forbid, only the reuse.
        if request.body.isEmpty { self.set(CURLOPT_FRESH_CONNECT, 1) }
    }

    private func configureAnswer(_ request: HTTPRequest, _ context: UnsafeMutableRawPointer) {
        let sizes = request.sizes
        let maximum = request.receiver == nil ? sizes.body : sizes.stream
        self.check(ccurl_set_offset(self.easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(maximum)))
        self.check(ccurl_set_pointer(self.easy, CURLOPT_WRITEDATA, context))
        self.check(
            ccurl_set_write_function(self.easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return CurlTransfer.at(context).write(chunk) ? chunk.count : 0
            }
        )
        self.check(ccurl_set_pointer(self.easy, CURLOPT_HEADERDATA, context))
        self.check(
            ccurl_set_write_function(self.easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return CurlTransfer.at(context).response.appendHeader(line) ? line.count : 0
            }
        )
    }

    private func configureHeaders(_ request: HTTPRequest) {
        // libcurl would hold a larger body back until the server says `100 Continue`.
        for line in request.headers.map({ "\($0.name): \($0.value)" }) + ["Expect:"] {
            guard let list = curl_slist_append(self.headerList, line) else { return self.check(CURLE_OUT_OF_MEMORY) }
            self.headerList = list
        }
        self.check(ccurl_set_list(self.easy, CURLOPT_HTTPHEADER, self.headerList))
    }

    private func set(_ option: CURLoption, _ value: Int) {
        self.check(ccurl_set_long(self.easy, option, value))
    }

    private func check(_ code: CURLcode) {
        if code != CURLE_OK, self.mistake == nil { self.mistake = code }
    }
}

// MARK: - Callbacks

extension CurlTransfer {
    private static func at(_ context: UnsafeMutableRawPointer) -> CurlTransfer {
        Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func write(_ chunk: UnsafeRawBufferPointer) -> Bool {
        let goesOn = self.response.append(chunk, status: self.status)
        self.clock.received(self.response.progress, now: .now)
        self.earliestExpiry.note(self.expiry)
        return goesOn
    }

    private func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let body = self.call.request.body
        let count = min(buffer.count, body.count - self.bodyPosition)
        buffer.copyBytes(from: body[self.bodyPosition..<self.bodyPosition + count])
        self.bodyPosition += count
        return count
    }
}
