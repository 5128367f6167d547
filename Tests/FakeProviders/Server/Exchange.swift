import JobsDomain

/// Plays one turn for one request.
struct Exchange {
    let socket: ClientSocket
    let request: GenerationRequest
    let turn: Turn
    let number: Int
    let pacing: Pacing
    let note: ((inout LogEntry) -> Void) -> Void

    var format: any ProviderFormat { self.request.flavour.format }
    var delivery: Delivery { self.turn.delivery }

    func play() -> ExchangeEnding {
        guard self.socket.pause(self.delivery.headPause) else { return .clientGone }
        switch self.turn.action {
        case .answer(let answer):
            let rendered = RenderedAnswer(answer, to: self.request, number: self.number)
            return self.request.isStream ? self.stream(rendered) : self.send(rendered)
        case .error(let kind, let headers): return self.send(self.format.error(kind, self.number), headers)
        case .plain(let plain): return self.send(plain.status, plain.headers, Array(plain.body.utf8))
        case .reset:
            self.socket.reset()
            return .brokenOff
        case .silence: return self.waitForClient()
        case .headersOnly:
            let head = ResponseHead(status: 200, headers: self.headers(isStream: self.request.isStream))
            self.note { $0.requestID = self.format.requestID(self.number) }
            return self.open(head, .chunked) ? self.waitForClient() : .clientGone
        case .whiteSpace: return self.sendWhiteSpace()
        case .flood(let bytes): return self.flood(bytes)
        }
    }

    // MARK: - Heads

    /// The headers of a success.
    func headers(isStream: Bool) -> [String: String] {
        let type = isStream ? "text/event-stream; charset=utf-8" : "application/json"
        return self.format.headers(self.number).merging(["Content-Type": type]) { $1 }
    }

    /// Sends a head; false where the client has gone.
    func open(_ head: ResponseHead, _ framing: BodyWriter.Framing) -> Bool {
        if self.delivery.saysContinue, !self.socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) { return false }
        let bytes =
            switch framing {
            case .length(let length): head.bytes(length: length)
            case .chunked: head.bytes(["Transfer-Encoding": "chunked"])
            case .untilClose: head.bytes(["Connection": "close"], version: "1.0")
            }
        self.note { $0.status = head.status }
        guard self.delivery.headerPause > .zero else { return self.socket.write(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard self.socket.write(Array(rest.prefix(24))), self.socket.pause(self.delivery.headerPause) else {
                return false
            }
            rest = rest.dropFirst(24)
        }
        return true
    }

    func waitForClient() -> ExchangeEnding {
        self.socket.pause(ClientSocket.longestWait) ? .brokenOff : .clientGone
    }

    func writer(_ framing: BodyWriter.Framing) -> BodyWriter {
        BodyWriter(socket: self.socket, framing: framing, writeSize: self.delivery.writeSize)
    }

    // MARK: - Whole answers

    private func send(_ answer: RenderedAnswer) -> ExchangeEnding {
        if case .error(_, let kind) = answer.answer.stream.fault {
            // A proxy that has promised a success cannot take it back.
            let body = self.format.error(kind, self.number).body.serialized
            return self.send(200, self.headers(isStream: false), body)
        }
        self.note { $0.requestID = self.format.requestID(self.number) }
        let body = self.format.body(answer).serialized
        return self.send(200, self.headers(isStream: false), body, answer.answer.stream.fault)
    }

    private func send(_ error: ProviderError, _ headers: [String: String]) -> ExchangeEnding {
        let own = self.headers(isStream: false).merging(error.headers) { $1 }
        self.note { $0.requestID = self.format.requestID(self.number) }
        return self.send(error.status, own.merging(headers) { $1 }, error.body.serialized)
    }

    private func send(
        _ status: Int,
        _ headers: [String: String],
        _ body: [UInt8],
        _ fault: StreamPlan.Fault = .none
    ) -> ExchangeEnding {
        var head = ResponseHead(status: status, headers: headers)
        var body = body
        if self.delivery.isGzipped {
            head.headers["Content-Encoding"] = "gzip"
            body = Gzip.stored(body)
        }
        // A body that is cut off in order has told no length, or the client would know.
        var framing = BodyWriter.Framing.length(body.count)
        if case .cut(_, inOrder: true) = fault { framing = .chunked }
        switch self.delivery.framing {
        case .usual: break
        case .chunked: framing = .chunked
        case .untilClose: framing = .untilClose
        }
        guard self.open(head, framing), self.socket.pause(self.delivery.bodyPause) else { return .clientGone }
        return self.write(body, self.writer(framing), fault)
    }

    /// Sends a body that a fault may end early; pieces count as if it were a stream.
    private func write(_ body: [UInt8], _ writer: BodyWriter, _ fault: StreamPlan.Fault) -> ExchangeEnding {
        func part(_ pieces: Int) -> Int { body.count * min(pieces, StreamPlan.pieces) / StreamPlan.pieces }
        switch fault {
        case .none, .malformed, .error, .noTerminator:
            return writer.write(body) ? writer.end() : .clientGone
        case .cut(let pieces, let inOrder):
            guard writer.write(Array(body[..<part(pieces)])) else { return .clientGone }
            if inOrder { _ = writer.end() }
            return .brokenOff
        case .reset(let pieces):
            guard writer.write(Array(body[..<part(pieces)])), self.socket.pause(.milliseconds(20)) else {
                return .clientGone
            }
            self.socket.reset()
            return .brokenOff
        case .stall(let pieces, let duration, let resumes):
            guard writer.write(Array(body[..<part(pieces)])), self.socket.pause(duration) else { return .clientGone }
            guard resumes else { return .brokenOff }
            return writer.write(Array(body[part(pieces)...])) ? writer.end() : .clientGone
        }
    }
}
