public import HTTPConnections
import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain
import Logging

extension HTTPAPI {
    /// The connections that the API is served on: `Application(responder: api, server: connections.server)`. What
    /// they refuse is told in the same words as everything else.
    public func connections(_ settings: ConnectionSettings = ConnectionSettings()) -> HTTPConnections {
        HTTPConnections(settings) { refusal in self.answer(to: refusal) }
    }

    /// What a client reads whose request, or connection, was turned down before anything could be made of it.
    func answer(to refusal: Refusal) -> RefusalAnswer {
        let headers = refusal.request?.headerFields ?? [:]
        let language = Language.negotiated(headers[.acceptLanguage], default: self.settings.defaultLanguage)
        let requestID = RequestHeaders.requestID(headers) ?? self.runtime.makeID().description
        let problem = Problem(refusal.reason)
        let trace = RequestHeaders.trace(headers)
        var response = Self.response(to: problem, language, requestID, trace)
        response.headers[.requestID] = requestID
        response.headers[.cacheControl] = "no-store"
        // The framework adds it to the answers that pass through it.
        response.headers[.date] = self.runtime.now().httpDate
        if let request = refusal.request { self.origins.apply(to: &response, of: request, methods: nil) }
        SecurityHeaders.apply(to: &response)
        self.logger.debug(
            "a request was refused",
            metadata: [
                "http.response.status_code": "\(refusal.status.code)", "error.type": "\(refusal.reason.rawValue)",
                "client.address": "\(refusal.peer ?? "unix")", "http.request.id": "\(requestID)",
            ]
        )
        return RefusalAnswer(
            headers: response.headers,
            body: problem.encoded(in: language, requestID: requestID, trace: trace)
        )
    }
}
