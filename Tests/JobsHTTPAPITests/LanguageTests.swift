import JobsDomain
import JobsHTTPAPI
import Testing

@Suite("The language of messages")
struct LanguageTests {
    /// What is asked for, and what is spoken where the default is Korean and where it is English.
    static let requests: [(header: String?, korean: Language, english: Language)] = [
        (nil, .korean, .english), ("", .korean, .english), ("ko", .korean, .korean), ("en", .english, .english),
        ("KO", .korean, .korean), ("ko-KR", .korean, .korean), ("en-US,en;q=0.9", .english, .english),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", .korean, .korean), ("en;q=0.5, ko;q=0.8", .korean, .korean),
        ("ko;q=0.5, en", .english, .english), ("en, ko", .english, .english), ("ko, en", .korean, .korean),
        ("fr", .korean, .english), ("fr, en;q=0.1", .english, .english), ("fr;q=1.0, *;q=0.5", .korean, .english),
        ("*", .korean, .english), ("en;q=0", .korean, .english), ("en;q=0, ko;q=0.1", .korean, .korean),
        ("ko ; q=0.3 , en ; q=0.4", .english, .english), ("en;q=abc, ko;q=0.2", .korean, .korean),
        ("en;q=2, ko;q=0.2", .korean, .korean), ("en;q=-1", .korean, .english), (";;,,;q=1", .korean, .english),
        ("kor", .korean, .english), ("english", .korean, .english), ("en;level=1;q=0.2, ko;q=0.1", .english, .english),
        ("en;q=0.000", .korean, .english), ("en;q=nan, ko;q=0.1", .korean, .korean),
    ]

    @Test("the best of our languages is chosen, and a header without one means the default", arguments: requests)
    func negotiation(header: String?, korean: Language, english: Language) {
        #expect(Language.negotiated(header, default: .korean) == korean)
        #expect(Language.negotiated(header, default: .english) == english)
    }

    @Test("the star does not bring back a language that was refused")
    func starAfterRefusal() {
        #expect(Language.negotiated("en;q=0, *", default: .english) == .korean)
        #expect(Language.negotiated("*;q=0.5, ko;q=0", default: .korean) == .english)
    }

    /// A job's message in every status.
    static let messages: [(status: JobStatus, english: String, korean: String)] = [
        (.pending, "Waiting in queue.", "대기 중입니다."), (.processing, "Processing.", "처리 중입니다."),
        (.completed, "Job completed.", "작업이 완료되었습니다."), (.failed, "Job failed.", "작업에 실패했습니다."),
        (.cancelled, "Job cancelled.", "작업이 취소되었습니다."),
    ]

    @Test("a job's message follows the reader", arguments: messages)
    func jobMessage(status: JobStatus, english: String, korean: String) async throws {
        try await withServer { server in
            let id = try await server.job(status)
            for (language, message) in [("en", english), ("ko-KR", korean)] {
                let reply = try await server.get("/api/jobs/\(id)", ["Accept-Language": language])
                #expect(try reply.json()["message"]?.string == message)
                #expect(reply["content-language"] == String(language.prefix(2)))
                #expect(reply["vary"] == "Accept-Language")
            }
        }
    }

    @Test("without a wish the server's own language is spoken", arguments: Language.allCases)
    func defaultLanguage(_ language: Language) async throws {
        try await withServer(language: language) { server in
            let reply = try await server.get("/api/jobs/\(try await server.submit())")
            #expect(reply["content-language"] == language.rawValue)
        }
    }

    @Test("problems are translated, their titles and codes are not")
    func problems() async throws {
        try await withServer { server in
            let english = try await server.post(#"{"text":1,"x":2}"#, ["Accept-Language": "en"])
            let korean = try await server.post(#"{"text":1,"x":2}"#, ["Accept-Language": "ko"])
            for member in ["type", "title", "status"] {
                #expect(try english.json()[member] == korean.json()[member])
            }
            #expect(try english.json()["detail"] != korean.json()["detail"])
            #expect(try english.pointers() == korean.pointers())
            let details = try [english, korean].map { try $0.json()["errors"]?.array?.map { $0["detail"] } }
            #expect(details[0] != details[1])
            #expect(english["content-language"] == "en")
            #expect(korean["content-language"] == "ko")
        }
    }

    @Test("a step's name stands in the message while it is under way")
    func stepMessage() async throws {
        try await withServer { server in
            let id = try await server.submit()
            try await server.apply([.startStep("checklist")], to: try await server.claim())
            for language in ["en", "ko"] {
                let reply = try await server.get("/api/jobs/\(id)", ["Accept-Language": language])
                #expect(try reply.json()["message"]?.string?.contains("checklist") ?? false)
            }
        }
    }
}
