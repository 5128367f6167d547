import CCurl
import Glibc

/// What the loop's thread owns: the multi handle and the transfers on it. It never leaves that thread.
///
/// libcurl tells which sockets it waits for, and is called for those alone that are ready, so that what a call costs does
/// not grow with the number of others on their way.
final class CurlEngine {
    private let multi: UnsafeMutableRawPointer
    private let sockets: SocketPoller
    private var transfers: [ObjectIdentifier: CurlTransfer] = [:]
    /// When libcurl wants to be called although no socket is ready.
    private var timer: ContinuousClock.Instant?
    private let earliestExpiry = EarliestExpiry()
    /// Why a socket cannot be waited for.
    private var problem: TransportError?
    /// How many connections may be open before one that is idle is closed.
    private var mostConnections = 0

    /// Idle connections that are kept for the next calls, beside those in use.
    private static let idleConnections = 256

    /// Timers shorten this; it only bounds how long a lost wake-up could last.
    private static let longestSleepMilliseconds: Int64 = 10_000

    init(_ multi: CurlMulti) {
        self.multi = multi.handle
        self.sockets = multi.sockets
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_multi_set_pointer(self.multi, CURLMOPT_SOCKETDATA, context)
        _ = ccurl_multi_set_socket_function(self.multi) { _, socket, interest, context, _ in
            context.map { CurlEngine.at($0).wait(for: socket, interest) } ?? -1
        }
        _ = ccurl_multi_set_pointer(self.multi, CURLMOPT_TIMERDATA, context)
        _ = ccurl_multi_set_timer_function(self.multi) { _, milliseconds, context in
            if let context { CurlEngine.at(context).setTimer(milliseconds) }
            return 0
        }
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

    /// Sleeps until there is something to do, moves on the transfers that can, and reports those that ended.
    ///
    /// - Returns: why this engine cannot go on, which is nil as a rule.
    func turn() -> TransportError? {
        let asked = ContinuousClock.now
        let (ready, isAll) = self.sockets.wait(milliseconds: self.sleepMilliseconds)
        var running: Int32 = 0
        for (socket, actions) in ready {
            let acted = curl_multi_socket_action(self.multi, socket, actions, &running)
            guard acted == CURLM_OK else { return self.problem ?? Self.failure(acted) }
        }
        if let timer = self.timer, timer <= .now {
            self.timer = nil
            let acted = curl_multi_socket_action(self.multi, CURL_SOCKET_BAD, 0, &running)
            guard acted == CURLM_OK else { return self.problem ?? Self.failure(acted) }
        }
        self.reportEnded()
        // What had arrived when the time was read has been read since, so that a thread that came late does not take its
        // own delay for the server's.
        if isAll { self.breakOffExpired(by: asked) }
        return nil
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

    /// libcurl counts the connections in use, too: at a fixed bound, a process that makes more calls at once than that
    /// would open a connection for every single one.
    private func makeRoomForConnections() {
        let needed = self.transfers.count + Self.idleConnections
        // Lowered only where it is far too high, since each change lets libcurl close what will be needed soon.
        guard needed > self.mostConnections || needed * 4 < self.mostConnections else { return }
        self.mostConnections = needed + Self.idleConnections
        _ = ccurl_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, self.mostConnections)
    }

    private func start(_ call: PendingCall, _ continuation: PendingCall.Continuation) {
        guard !call.isCancelled else { return continuation.resume(returning: .failure(.cancelled(wasSent: false))) }
        guard let transfer = CurlTransfer(call, continuation, self.earliestExpiry) else {
            return continuation.resume(returning: .failure(Self.refused(CURLE_FAILED_INIT)))
        }
        if let mistake = transfer.mistake {
            return continuation.resume(returning: .failure(Self.refused(mistake)))
        }
        self.makeRoomForConnections()
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

    /// Breaks off what had stood still for too long at a moment.
    private func breakOffExpired(by now: ContinuousClock.Instant) {
        guard let earliest = self.earliestExpiry.moment, earliest <= now else { return }
        self.earliestExpiry.forget()
        for transfer in Array(self.transfers.values) {
            if let expiry = transfer.expiry, expiry <= now {
                self.finish(transfer, transfer.expired)
            } else {
                self.earliestExpiry.note(transfer.expiry)
            }
        }
    }

    private var sleepMilliseconds: Int32 {
        let now = ContinuousClock.now
        var sleep = Self.longestSleepMilliseconds
        for moment in [self.timer, self.earliestExpiry.moment] {
            guard let moment else { continue }
            // Rounded up: whoever wakes too early sleeps again, for no time at all.
            sleep = moment <= now ? 0 : min(sleep, (moment - now).milliseconds + 1)
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

// MARK: - Callbacks

extension CurlEngine {
    private static func at(_ context: UnsafeMutableRawPointer) -> CurlEngine {
        Unmanaged<CurlEngine>.fromOpaque(context).takeUnretainedValue()
    }

    private func wait(for socket: Int32, _ interest: Int32) -> Int32 {
        guard interest != CURL_POLL_REMOVE else {
            self.sockets.forget(socket)
            return 0
        }
        if self.sockets.watch(socket, interest) { return 0 }
        let reason = errno
        let message = "a connection cannot be waited for: \(String(cString: strerror(reason)))"
        self.problem = TransportError(kind: .network, message: message, wasSent: false)
        return -1
    }

    private func setTimer(_ milliseconds: Int) {
        self.timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }
}
