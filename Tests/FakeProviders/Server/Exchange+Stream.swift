import JobsDomain

/// Streams, and answers without an end.
extension Exchange {
    func stream(_ answer: RenderedAnswer) -> ExchangeEnding {
        let framing: BodyWriter.Framing = self.delivery.framing == .untilClose ? .untilClose : .chunked
        let head = ResponseHead(status: 200, headers: self.headers(isStream: true))
        self.note { $0.requestID = self.format.requestID(self.number) }
        guard self.open(head, framing), self.socket.pause(self.delivery.bodyPause),
            self.socket.pause(self.pacing.first)
        else { return .clientGone }
        let writer = self.writer(framing)
        var pieces = 0
        var hasStalled = false
        for event in self.format.events(answer) {
            if let ending = self.play(answer, pieces, &hasStalled, writer) { return ending }
            if event.role == .piece { pieces += 1 }
            if event.role == .terminator, case .noTerminator = answer.answer.stream.fault { continue }
            if event.role == .piece, case .malformed(pieces - 1, replacesOne: true) = answer.answer.stream.fault {
                continue
            }
            guard writer.write(event.bytes(answer.answer.stream)),
                self.socket.pause(self.delivery.eventPause ?? self.pacing.next)
            else { return .clientGone }
        }
        return writer.end()
    }

    /// Plays the fault that is due after so many pieces; nil where the stream goes on.
    private func play(
        _ answer: RenderedAnswer,
        _ pieces: Int,
        _ hasPlayed: inout Bool,
        _ writer: BodyWriter
    ) -> ExchangeEnding? {
        guard !hasPlayed else { return nil }
        switch answer.answer.stream.fault {
        case .none, .noTerminator: return nil
        case .cut(pieces, let inOrder):
            if inOrder { _ = writer.end() }
            return .brokenOff
        case .reset(pieces):
            // What was written would be lost with the reset if it were still on its way.
            guard self.socket.pause(.milliseconds(20)) else { return .clientGone }
            self.socket.reset()
            return .brokenOff
        case .stall(pieces, let duration, let resumes):
            hasPlayed = true
            guard self.socket.pause(duration) else { return .clientGone }
            return resumes ? nil : .brokenOff
        case .malformed(pieces, _):
            hasPlayed = true
            let broken = StreamEvent(.opening, text: #"{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"#)
            return writer.write(broken.bytes(answer.answer.stream)) ? nil : .clientGone
        case .error(pieces, let kind):
            let event = self.format.errorEvent(self.format.error(kind, self.number), answer)
            guard writer.write(event.bytes(answer.answer.stream)) else { return .clientGone }
            return writer.end()
        case .cut, .reset, .stall, .malformed, .error: return nil
        }
    }

    /// White space until the client has had enough, or as much as no model writes.
    func sendWhiteSpace() -> ExchangeEnding {
        let answer = RenderedAnswer(Answer(), to: self.request, number: self.number)
        let isStream = self.request.isStream
        let head = ResponseHead(status: 200, headers: self.headers(isStream: isStream))
        guard self.open(head, .chunked) else { return .clientGone }
        self.note { $0.requestID = self.format.requestID(self.number) }
        let writer = self.writer(.chunked)
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: isStream ? 0 : 16_384)
        let event = isStream ? self.format.whiteSpace(answer).bytes(answer.answer.stream) : spaces
        for _ in 0..<20_000 { guard writer.write(event) else { return .clientGone } }
        return writer.end()
    }

    /// An answer of so many bytes, in pieces like any other's.
    func flood(_ bytes: Int) -> ExchangeEnding {
        let isStream = self.request.isStream
        let head = ResponseHead(status: 200, headers: self.headers(isStream: isStream))
        guard self.open(head, .chunked) else { return .clientGone }
        self.note { $0.requestID = self.format.requestID(self.number) }
        let writer = self.writer(.chunked)
        let text = String(repeating: SmallestInstance.text, count: 200)
        var sent = 0
        if !isStream, !writer.write(Array(#"{"choices":[{"index":0,"message":{"content":""#.utf8)) {
            return .clientGone
        }
        var answer = Answer()
        answer.text = .exact(text)
        let rendered = RenderedAnswer(answer, to: self.request, number: self.number)
        let pieces = self.format.events(rendered).filter { $0.role == .piece }.flatMap { $0.bytes(answer.stream) }
        let part = isStream ? pieces : Array(text.utf8)
        while sent < bytes {
            guard writer.write(part) else { return .clientGone }
            sent += part.count
        }
        return writer.end()
    }
}
