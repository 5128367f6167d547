import CCurl

/// What the loop's thread owns: the multi handle and the transfers on it. It never leaves that thread.
final class CurlEngine {
    private let multi: UnsafeMutableRawPointer
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]

    /// libcurl's own timers shorten this; it only bounds how long a lost wake-up could last.
    private static let longestSleepMilliseconds: Int32 = 10_000

    init(_ multi: CurlMulti) {
        self.multi = multi.handle
    }

    func obey(_ command: CurlLoop.Command) {
        switch command {
        case .start(let call, let continuation):
            self.start(call, continuation)
        case .cancel(let call):
            guard let transfer = self.transfers[ObjectIdentifier(call)] else { return }
            self.finish(transfer, .failure(.cancelled(wasSent: transfer.sentBytes > 0)))
        }
    }

    /// Moves every transfer on, reports those that ended, and sleeps until there is something to do.
    ///
    /// - Returns: why this engine cannot go on, which is nil as a rule.
    func turn() -> TransportError? {
        var running: Int32 = 0
        let performed = curl_multi_perform(self.multi, &running)
        guard performed == CURLM_OK else { return Self.failure(performed) }
        self.reportEnded()
        let polled = curl_multi_poll(self.multi, nil, 0, self.breakOffExpired(), nil)
        return polled == CURLM_OK ? nil : Self.failure(polled)
    }

    /// Breaks off every transfer and frees the handle, after which the engine is unusable.
    func tearDown(_ error: TransportError) {
        for transfer in self.transfers.values {
            let wasSent = transfer.sentBytes > 0
            let failure = TransportError(kind: error.kind, message: error.message, wasSent: wasSent)
            self.finish(transfer, .failure(failure))
        }
        curl_multi_cleanup(self.multi)
    }

    private func start(_ call: PendingCall, _ continuation: PendingCall.Continuation) {
        guard !call.isCancelled else { return continuation.resume(returning: .failure(.cancelled(wasSent: false))) }
        guard let transfer = CurlTransfer(call, continuation) else {
            return continuation.resume(returning: .failure(Self.refused(CURLE_FAILED_INIT)))
        }
        if let mistake = transfer.mistake {
            return continuation.resume(returning: .failure(Self.refused(mistake)))
        }
        let added = curl_multi_add_handle(self.multi, transfer.easy)
        guard added == CURLM_OK else { return continuation.resume(returning: .failure(Self.failure(added))) }
        self.transfers[ObjectIdentifier(call)] = transfer
    }

    private func reportEnded() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = CurlTransfer.of(easy)
            else { continue }
            // The message dies with the handle's removal.
            let result = ccurl_message_result(message)
            self.finish(transfer, transfer.outcome(result))
        }
    }

    /// Breaks off what has stood still for too long. What has arrived was read before, so that a thread
    /// that came late does not take its own delay for the server's.
    ///
    /// - Returns: for how many milliseconds the thread may sleep until the next one expires.
    private func breakOffExpired() -> Int32 {
        let now = ContinuousClock.now
        var sleep = Int64(Self.longestSleepMilliseconds)
        for transfer in Array(self.transfers.values) {
            guard let expiry = transfer.expiry else { continue }
            if expiry <= now {
                self.finish(transfer, transfer.expired)
            } else {
                sleep = min(sleep, (expiry - now).milliseconds + 1)
            }
        }
        return Int32(sleep)
    }

    /// Takes the transfer off the handle, which closes its connection unless the answer was complete.
    private func finish(_ transfer: CurlTransfer, _ result: Result<HTTPResponse, TransportError>) {
        self.transfers[ObjectIdentifier(transfer.call)] = nil
        curl_multi_remove_handle(self.multi, transfer.easy)
        transfer.continuation.resume(returning: result)
    }

    private static func refused(_ code: CURLcode) -> TransportError {
        TransportError(code, detail: "", sentBytes: 0)
    }

    private static func failure(_ code: CURLMcode) -> TransportError {
        let reason = String(cString: curl_multi_strerror(code))
        return TransportError(kind: .network, message: "\(reason) (curl multi \(code.rawValue))", wasSent: false)
    }
}
