import JobsDomain

/// Answers the requests of one connection, one after the other.
struct ConnectionLoop {
    let socket: ClientSocket
    let state: ServerState

    func run() {
        defer { self.socket.close() }
        while !self.state.isStopped {
            let request = self.socket.readRequest {
                self.state.report(["the client waits for `100 Continue`, which costs a provider's proxy a second"])
                _ = self.socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            guard let request, self.answer(request), request.header("connection") != "close" else { return }
        }
    }

    /// - Returns: whether the connection goes on.
    private func answer(_ request: WireRequest) -> Bool {
        switch Endpoint(request) {
        case .generation(let flavour, let model, let isStream):
            guard request.method == "POST" else { return self.send(405, "{}") }
            return self.answer(request, GenerationRequest(request, flavour, model: model, isStream: isStream))
        case .models: return self.send(200, #"{"object":"list","data":[{"id":"fake-1","object":"model"}]}"#)
        case .health: return self.send(200, #"{"status":"ok"}"#)
        case .version: return self.send(200, #"{"version":"0.0.0-fake"}"#)
        case .unknown:
            self.state.report(["\(request.method) \(request.path) is no endpoint of any provider"])
            return self.send(404, #"{"error":{"message":"Invalid URL","type":"invalid_request_error"}}"#)
        }
    }

    private func answer(_ request: WireRequest, _ generation: GenerationRequest) -> Bool {
        let check = RequestCheck(wire: request, request: generation, key: self.state.key)
        self.state.report(check.violations)
        let (turn, number) = self.state.begin(
            { number, turn in
                LogEntry(
                    number: number,
                    at: .now,
                    flavour: generation.flavour,
                    model: generation.model,
                    isStream: generation.isStream,
                    clientRequestID: request.header("x-client-request-id"),
                    hasRightKey: check.hasRightKey,
                    body: request.body,
                    turn: turn.name
                )
            },
            model: generation.model
        )
        let exchange = Exchange(
            socket: self.socket,
            request: generation,
            turn: turn,
            number: number,
            pacing: self.state.pacing
        ) { change in self.state.note(number, change) }
        let ending = exchange.play()
        self.state.note(number) { entry in
            entry.isComplete = ending == .complete || ending == .completeAndClosed
            entry.clientClosedEarly = ending == .clientGone
            entry.hasEnded = true
        }
        return ending == .complete
    }

    private func send(_ status: Int, _ body: String) -> Bool {
        let head = ResponseHead(status: status, headers: ["Content-Type": "application/json"])
        return self.socket.write(head.bytes(length: body.utf8.count) + Array(body.utf8))
    }
}
