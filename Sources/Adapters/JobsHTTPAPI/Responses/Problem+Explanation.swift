extension Problem.Kind {
    /// What a kind of problem means, and what a client does about it.
    struct Explanation {
        let meaning: LocalizedText
        let advice: LocalizedText

        fileprivate init(_ meaning: String, _ advice: String, korean koreanMeaning: String, _ koreanAdvice: String) {
            self.meaning = LocalizedText(meaning, korean: koreanMeaning)
            self.advice = LocalizedText(advice, korean: koreanAdvice)
        }
    }

    var explanation: Explanation {
        switch self {
        case .invalidJSON, .invalidText, .invalidField, .unknownWorkflow, .tooLarge, .unsupportedMediaType:
            self.bodyExplanation
        case .invalidHeader, .invalidParameter, .malformedRequest, .invalidHost, .wrongHost, .uriTooLong,
            .headersTooLarge, .expectationFailed, .unknownMethod, .unsupportedVersion, .unsupportedCoding, .timeout:
            self.requestExplanation
        case .notFound, .methodNotAllowed, .notAcceptable, .upgradeRequired, .forbiddenOrigin, .conflict,
            .idempotencyConflict:
            self.resourceExplanation
        case .quotaExceeded, .queueFull, .tooManyConnections, .internal, .unavailable:
            self.serverExplanation
        }
    }

    private var bodyExplanation: Explanation {
        switch self {
        case .invalidJSON:
            Explanation(
                "The body was announced as JSON and is none, by the strict rules of RFC 8259: UTF-8 without a byte "
                    + "order mark, no comments, no name twice in an object, at most 64 levels and 50 000 values.",
                "Mend the byte that `detail` names, and send it again.",
                korean: "본문이 RFC 8259에 맞는 JSON이 아닙니다. BOM 없는 UTF-8이어야 하고, 주석과 중복된 이름은 쓸 수 없으며, "
                    + "최대 64단계, 값 50,000개까지입니다.",
                "`detail`에 적힌 위치의 바이트를 고쳐 다시 보내십시오."
            )
        case .invalidText:
            Explanation(
                "The body is a text document whose bytes are not UTF-8.",
                "Convert the document to UTF-8.",
                korean: "본문으로 보낸 문서가 올바른 UTF-8이 아닙니다.",
                "문서를 UTF-8로 변환하십시오."
            )
        case .invalidField:
            Explanation(
                "The body can be read, and a value in it is not one that the service takes. Each entry of `errors` "
                    + "points at one with a JSON pointer (RFC 6901).",
                "Correct each of them. The limits are in /openapi.json and, for a workflow's input, in /api/workflows.",
                korean: "본문은 읽었지만 받을 수 없는 값이 있습니다. `errors`의 각 항목이 JSON 포인터(RFC 6901)로 위치를 알려 줍니다.",
                "각 항목을 고치십시오. 한도는 /openapi.json과 /api/workflows에 있습니다."
            )
        case .unknownWorkflow:
            Explanation(
                "`workflow` names none that this service runs.",
                "Take a name from /api/workflows.",
                korean: "`workflow`의 이름이 이 서비스에 없습니다.",
                "/api/workflows에서 이름을 고르십시오."
            )
        case .tooLarge:
            Explanation(
                "The body is larger than 6 MiB.",
                "Send less: a document may have 400 000 characters.",
                korean: "본문이 6MiB보다 큽니다.",
                "문서는 최대 400,000자입니다. 줄여서 보내십시오."
            )
        default:
            Explanation(
                "The Content-Type is missing, is none of those that `Accept` names in the answer, or the body is "
                    + "compressed.",
                "Send application/json, text/plain or text/markdown in UTF-8, without Content-Encoding.",
                korean: "Content-Type이 없거나 지원하지 않는 형식이거나, 본문이 압축되어 있습니다.",
                "UTF-8 application/json, text/plain, text/markdown을 Content-Encoding 없이 보내십시오."
            )
        }
    }

    private var requestExplanation: Explanation {
        switch self {
        case .invalidHeader:
            Explanation(
                "A header that has a meaning here has a value that is none.",
                "See `detail` for what it may be.",
                korean: "의미가 있는 헤더의 값이 올바르지 않습니다.",
                "`detail`에서 올바른 형식을 확인하십시오."
            )
        case .invalidParameter:
            Explanation(
                "A query parameter is unknown, given twice, wrongly encoded, or has a value that is none. Each entry "
                    + "of `errors` names one.",
                "Correct each of them. For the next page of a list follow its Link header as it is.",
                korean: "쿼리 매개변수를 알 수 없거나, 두 번 주어졌거나, 인코딩 또는 값이 올바르지 않습니다.",
                "각 항목을 고치십시오. 다음 쪽은 Link 헤더의 주소를 그대로 쓰십시오."
            )
        case .malformedRequest:
            Explanation(
                "The bytes are no request of HTTP/1.1, or say two things about where the request ends. The connection "
                    + "is closed.",
                "Use an HTTP client instead of writing requests by hand.",
                korean: "HTTP/1.1 요청이 아니거나 요청의 끝이 모호합니다. 연결을 닫습니다.",
                "검증된 HTTP 클라이언트를 사용하십시오."
            )
        case .invalidHost:
            Explanation(
                "The Host header is missing, given twice, or no host.",
                "Send one, with the name that the server was reached by.",
                korean: "Host 헤더가 없거나, 중복되었거나, 올바르지 않습니다.",
                "서버의 이름을 담은 Host 헤더를 하나만 보내십시오."
            )
        case .wrongHost:
            Explanation(
                "The operator lists the names that this server answers to, and the one in Host is not among them.",
                "Use another name, or have it added to ALLOWED_HOSTS.",
                korean: "Host의 이름이 이 서버가 응답하도록 설정된 이름이 아닙니다.",
                "다른 이름을 쓰거나 ALLOWED_HOSTS에 추가하도록 요청하십시오."
            )
        case .uriTooLong:
            Explanation(
                "The target of the request is longer than 8 KiB.",
                "Shorten the query.",
                korean: "요청 주소가 8KiB보다 깁니다.",
                "쿼리를 줄이십시오."
            )
        case .headersTooLarge:
            Explanation(
                "There are more than 100 header fields, one is longer than 16 KiB, or all are longer than 32 KiB.",
                "Send fewer; cookies of other services on the same host are a usual cause.",
                korean: "헤더가 100개를 넘거나, 하나가 16KiB, 전체가 32KiB를 넘습니다.",
                "헤더를 줄이십시오. 같은 호스트의 다른 서비스 쿠키가 흔한 원인입니다."
            )
        case .expectationFailed:
            Explanation(
                "`Expect` asks for something other than 100-continue.",
                "Leave the header out.",
                korean: "Expect 헤더가 100-continue가 아닙니다.",
                "헤더를 빼고 보내십시오."
            )
        case .unknownMethod:
            Explanation(
                "The method of the request is none that HTTP knows here.",
                "See `Allow` in the answer to OPTIONS.",
                korean: "서버가 모르는 메서드입니다.",
                "OPTIONS 응답의 Allow를 확인하십시오."
            )
        case .unsupportedVersion:
            Explanation(
                "The request is neither of HTTP/1.1 nor of HTTP/1.0.",
                "Use one of them; a proxy before the server can speak newer versions.",
                korean: "HTTP/1.1이나 HTTP/1.0이 아닌 버전입니다.",
                "둘 중 하나를 사용하십시오. 더 새로운 버전은 앞단의 프록시가 맡을 수 있습니다."
            )
        case .unsupportedCoding:
            Explanation(
                "`Transfer-Encoding` names something other than chunked.",
                "Send the body in chunks, or with its length.",
                korean: "Transfer-Encoding이 chunked가 아닙니다.",
                "본문을 chunked로, 또는 Content-Length와 함께 보내십시오."
            )
        default:
            Explanation(
                "The request did not arrive within its time, or too slowly. The connection is closed.",
                "Send it again over a better connection.",
                korean: "요청이 제한 시간 안에 도착하지 않았습니다. 연결을 닫습니다.",
                "더 나은 연결로 다시 보내십시오."
            )
        }
    }

    private var resourceExplanation: Explanation {
        switch self {
        case .notFound:
            Explanation(
                "Nothing is at this path: it is misspelt, there is no job of that event_id, or the job was deleted "
                    + "when its time was over.",
                "Compare the path with /openapi.json.",
                korean: "이 경로에는 아무것도 없습니다. 경로가 틀렸거나, 해당 작업이 없거나, 보존 기간이 지나 삭제되었습니다.",
                "/openapi.json에서 경로를 확인하십시오."
            )
        case .methodNotAllowed:
            Explanation(
                "The path exists and does not have this method.",
                "Take one that `Allow` names.",
                korean: "이 경로에 없는 메서드입니다.",
                "Allow 헤더에 있는 메서드를 사용하십시오."
            )
        case .notAcceptable:
            Explanation(
                "The Accept header excludes every media type that the path has.",
                "Accept one of those that `detail` names, or */*.",
                korean: "Accept 헤더가 이 경로의 모든 형식을 제외합니다.",
                "`detail`에 있는 형식이나 */*를 받도록 하십시오."
            )
        case .upgradeRequired:
            Explanation(
                "The path speaks WebSocket, and the request does not ask for it.",
                "Open it as a WebSocket, or read the same events from …/events.",
                korean: "WebSocket 전용 경로입니다.",
                "WebSocket으로 연결하거나 …/events에서 같은 이벤트를 읽으십시오."
            )
        case .forbiddenOrigin:
            Explanation(
                "A browser's page of this origin may not open WebSockets here.",
                "Have the origin added to CORS_ORIGINS.",
                korean: "이 출처의 페이지는 WebSocket을 열 수 없습니다.",
                "CORS_ORIGINS에 출처를 추가하도록 요청하십시오."
            )
        case .conflict:
            Explanation(
                "The job has a status that does not allow this: a job that completed or failed cannot be cancelled, "
                    + "and only one that failed or was cancelled goes again.",
                "Read the job, and decide anew.",
                korean: "작업 상태 때문에 처리할 수 없습니다. 완료되거나 실패한 작업은 취소할 수 없고, "
                    + "실패하거나 취소된 작업만 다시 실행할 수 있습니다.",
                "작업을 다시 읽고 판단하십시오."
            )
        default:
            Explanation(
                "The Idempotency-Key was used within the last 24 hours for a submission with other fields.",
                "Take a new key for a new job; repeat a request with the same key and the same body only.",
                korean: "같은 Idempotency-Key가 최근 24시간 안에 다른 내용으로 사용되었습니다.",
                "새 작업에는 새 키를 쓰고, 같은 키는 같은 본문을 다시 보낼 때만 쓰십시오."
            )
        }
    }

    private var serverExplanation: Explanation {
        switch self {
        case .quotaExceeded:
            Explanation(
                "You have used what one client may have at a time; `violated_policies` says of what.",
                "Wait for as long as Retry-After says. RateLimit headers tell what is left beforehand.",
                korean: "한 클라이언트의 한도를 모두 사용했습니다. `violated_policies`가 어떤 한도인지 알려 줍니다.",
                "Retry-After만큼 기다리십시오. 남은 한도는 RateLimit 헤더에 있습니다."
            )
        case .queueFull:
            Explanation(
                "As many jobs wait as the operator lets wait. Nothing was stored.",
                "Send it again after the time that Retry-After says.",
                korean: "대기 중인 작업이 한도에 이르렀습니다. 접수되지 않았습니다.",
                "Retry-After 이후에 다시 보내십시오."
            )
        case .tooManyConnections:
            Explanation(
                "The server has as many connections as it takes.",
                "Try again after the time that Retry-After says, and use connections more than once.",
                korean: "서버의 연결 수가 한도에 이르렀습니다.",
                "Retry-After 이후에 다시 시도하고, 연결을 재사용하십시오."
            )
        case .internal:
            Explanation(
                "This is a mistake of the server. Its log has the cause under the request_id.",
                "Report the request_id to who runs the server.",
                korean: "서버의 오류입니다. 원인은 request_id로 서버 로그에서 찾을 수 있습니다.",
                "운영자에게 request_id를 알려 주십시오."
            )
        default:
            Explanation(
                "The store, or another part that the answer needs, cannot be used right now. After this answer to a "
                    + "submission the job may exist.",
                "Repeat the request after the time that Retry-After says; a submission with the same Idempotency-Key.",
                korean: "저장소 등 응답에 필요한 부분을 지금 사용할 수 없습니다. 작업이 접수되었을 수도 있습니다.",
                "Retry-After 이후에 다시 요청하십시오. 접수 요청은 같은 Idempotency-Key로 보내십시오."
            )
        }
    }
}
