import HTTPTransport
import JobsApplication
import JobsDomain

extension JobsClient {
    /// A page of a hundred jobs with the largest results there are.
    private static let sizes = AnswerSizes(body: 256 * 1024 * 1024, stream: 0)

    /// Sends a request until it is answered for good.
    ///
    /// - Returns: an answer whose status is a success.
    func answer(_ call: Call, _ rules: RetryRules? = nil) async throws(JobsClientError) -> HTTPResponse {
        let rules = rules ?? self.retries
        let request = HTTPRequest(
            call.method,
            url: try self.address(call),
            headers: self.headers + call.headers,
            body: call.body,
            timeout: call.timeout,
            limits: CallTimeouts(connect: self.limits.connect, firstByte: call.timeout),
            sizes: Self.sizes,
            bypassesProxy: self.base.isLoopback
        )
        var attempt = 1
        while true {
            let failure: JobsClientError
            var retryAfter: Duration?
            switch await self.send(request) {
            case .success(let response) where response.isSuccess: return response
            case .success(let response):
                failure = JobsClientError(response)
                // The server, or a proxy before it, does not say whether it is done.
                if !call.isRepeatable, response.status == 408 || response.status >= 500 {
                    throw failure.withUnknownOutcome
                }
                retryAfter = self.retryAfter(response)
            case .failure(let error) where error.wasSent && !call.isRepeatable && error.kind != .cancelled:
                throw JobsClientError(
                    .outcomeUnknown,
                    title: "The connection broke before the answer came, so it may be done or not.",
                    detail: error.message
                )
            case .failure(let error): failure = JobsClientError(error)
            }
            guard failure.mayPass,
                let delay = rules.delay(after: attempt, retryAfter: retryAfter, random: self.runtime.random())
            else { throw failure }
            try await self.pause(delay)
            attempt += 1
        }
    }

    /// The headers of every request.
    var headers: [HTTPHeader] {
        var headers = [
            HTTPHeader("Accept", "application/json, application/problem+json"),
            HTTPHeader("User-Agent", self.userAgent),
        ]
        if let language { headers.append(HTTPHeader("Accept-Language", language.rawValue)) }
        return headers
    }

    func address(_ call: Call) throws(JobsClientError) -> String {
        do throws(InvalidBaseURL) { return try self.base.appending(call.path, query: call.query) } catch {
            throw JobsClientError(address: error.message)
        }
    }

    func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
        do throws(TransportError) { return .success(try await self.transport.send(request)) } catch {
            return .failure(error)
        }
    }

    func retryAfter(_ response: HTTPResponse) -> Duration? {
        RetryAfter.read(response.headers, now: Int(self.runtime.now().millisecondsSinceEpoch / 1000))
    }

    func pause(_ duration: Duration) async throws(JobsClientError) {
        do throws(CancellationError) { try await self.runtime.sleep(duration) } catch { throw .cancelled }
    }
}
