import HTTPConnections

extension Problem {
    /// What a client is told about a request that its connection refused.
    init(_ reason: Refusal.Reason) {
        switch reason {
        case .malformed:
            self.init(
                .malformedRequest,
                "The request breaks the rules of HTTP/1.1; what is not ASCII in an address has to be percent-encoded.",
                "요청이 HTTP/1.1 형식에 맞지 않습니다. 주소의 한글 등 ASCII가 아닌 문자는 퍼센트 인코딩해야 합니다."
            )
        case .headTooLarge:
            self.init(
                .headersTooLarge,
                "The header fields have too many bytes, or there are too many of them.",
                "헤더의 크기나 개수가 한도를 넘었습니다."
            )
        case .uriTooLong:
            self.init(.uriTooLong, "The request's target has too many bytes.", "요청 주소가 한도보다 깁니다.")
        case .unknownMethod:
            self.init(.unknownMethod, "No resource has a method of that name.", "알 수 없는 메서드입니다.")
        case .unsupportedVersion:
            self.init(.unsupportedVersion, "Send HTTP/1.1 or HTTP/1.0.", "HTTP/1.1 또는 HTTP/1.0만 지원합니다.")
        case .unsupportedCoding:
            self.init(
                .unsupportedCoding,
                "The only transfer coding is chunked.",
                "Transfer-Encoding은 chunked만 지원합니다."
            )
        case .missingHost:
            self.init(.invalidHost, "HTTP/1.1 requires one Host header.", "HTTP/1.1에는 Host 헤더가 필요합니다.")
        case .badHost:
            self.init(
                .invalidHost,
                "There has to be one Host header, with a host and perhaps a port.",
                "Host 헤더는 하나여야 하며, 올바른 호스트여야 합니다."
            )
        case .hostNotAllowed:
            self.init(.wrongHost, "This server answers for other hosts.", "이 서버가 담당하지 않는 호스트입니다.")
        case .headTimeout:
            self.init(.timeout, "The head of the request did not arrive in time.", "요청 헤더가 제시간에 도착하지 않았습니다.")
        case .bodyTimeout:
            self.init(.timeout, "The body did not arrive in time.", "본문이 제시간에 도착하지 않았습니다.")
        case .bodyTooLarge:
            self.init(.tooLarge, "The body is larger than 6 MiB.", "본문이 6MiB보다 큽니다.")
        case .unknownExpectation:
            self.init(.expectationFailed, "The only expectation is 100-continue.", "Expect는 100-continue만 지원합니다.")
        case .tooManyConnections:
            self.init(.tooManyConnections, "The server has as many as it takes.", "서버의 연결 수가 한도에 이르렀습니다.")
        case .tooManyConnectionsFromAddress:
            self.init(
                .quotaExceeded,
                "Too many connections from this address; close one first.",
                "이 주소에서 연 연결이 너무 많습니다."
            )
            self.violatedPolicies = ["connections"]
        case .noMemoryForBody:
            self.init(
                .unavailable,
                "The bodies of other requests take all the memory that there is for them.",
                "다른 요청의 본문이 메모리를 모두 사용하고 있습니다."
            )
        }
    }

    private init(_ kind: Kind, _ english: String, _ korean: String) {
        self.init(kind, LocalizedText(english, korean: korean))
    }
}
