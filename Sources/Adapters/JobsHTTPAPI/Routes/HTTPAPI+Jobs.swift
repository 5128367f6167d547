import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain

extension HTTPAPI {
    /// In bytes. A larger one takes about a millisecond or more to be read and checked, or to be put together.
    static let largestQuickBody = 64 << 10

    func submit(_ inquiry: Inquiry) async throws -> Response {
        let request = inquiry.request
        let key = try RequestHeaders.idempotencyKey(request.headers)
        let rate = try self.gate.count(inquiry.client, key: key)
        do {
            let bytes = try await RequestBodyReader().bytes(of: request)
            let insertion = try await self.aside(if: bytes.count > Self.largestQuickBody) { () async throws(Problem) in
                let fields = try SubmissionBody(workflows: self.service.workflows)
                    .fields(bytes, contentType: request.headers[.contentType])
                return try await self.insert(fields, key, inquiry)
            }
            let id = insertion.id.description
            var headers = rate
            headers[.location] = "/api/jobs/\(id)"
            headers[.link] = "</api/jobs/\(id)/events>; rel=\"monitor\""
            if insertion.isReplay { headers[.idempotentReplayed] = "true" }
            if let wait = WaitPreference(request.headers),
                let whole = await self.created(insertion.id, waiting: wait, inquiry, headers: headers)
            {
                return whole
            }
            return Self.json(.created, Array(#"{"event_id":"\#(id)"}"#.utf8), headers: headers)
        } catch var problem as Problem {
            problem.headers.append(contentsOf: rate)
            throw problem
        }
    }

    private func insert(_ fields: JSONObject, _ key: String?, _ inquiry: Inquiry) async throws(Problem) -> JobInsertion
    {
        let pass = try await self.gate.enter(key: key)
        do throws(SubmitJobError) {
            let insertion = try await self.service.submitJob(
                fields,
                idempotencyKey: key,
                traceparent: inquiry.trace?.traceparent
            )
            self.gate.settle(pass, insertion.isReplay ? .replayed : .stored)
            return insertion
        } catch {
            if case .store(let error) = error, error.code == .outcomeUnknown {
                self.gate.settle(pass, .unknown)
            } else {
                self.gate.settle(pass, .refused)
            }
            throw Self.problem(error)
        }
    }

    private static func problem(_ error: SubmitJobError) -> Problem {
        switch error {
        case .store(let error): return Problem(submission: error)
        case .unknownWorkflow:
            return Problem(
                .unknownWorkflow,
                LocalizedText("See /api/workflows for those there are.", korean: "/api/workflows에서 목록을 확인하십시오."),
                fields: [
                    InputProblem(
                        pointer: "/workflow",
                        detail: "is no workflow of this service",
                        koreanDetail: "이 서비스에 없는 워크플로입니다"
                    )
                ]
            )
        case .invalid(let problems):
            let more = problems.count > Problem.fieldLimit ? ", …" : ""
            let pointers = problems.prefix(Problem.fieldLimit).map(\.pointer).joined(separator: ", ") + more
            return Problem(
                .invalidField,
                LocalizedText("Invalid: \(pointers).", korean: "잘못된 항목: \(pointers)."),
                fields: problems
            )
        }
    }

    func read(_ id: JobID, _ inquiry: Inquiry) async throws -> Response {
        let wait = WaitPreference(inquiry.request.headers)
        let details = try await self.details(of: id, waiting: wait)
        return await self.aside(if: details.isLarge) {
            let bytes = self.encoded(details, inquiry.language)
            var headers = Self.headers(inquiry.language)
            headers[.preferenceApplied] = wait?.applied
            return Self.unchanged(bytes, EntityTag(of: bytes, language: inquiry.language), inquiry, headers)
        }
    }

    func details(of id: JobID) async throws(Problem) -> JobDetails {
        let details = try await self.stored { () async throws(JobStoreError) in try await self.service.store.job(id) }
        guard let details else { throw Problem.unknownJob }
        return details
    }

    /// The answer to a POST that changed a job: not to be kept.
    private func changed(_ status: HTTPResponse.Status, _ id: JobID, _ language: Language) async throws -> Response {
        let details = try await self.details(of: id)
        return await self.aside(if: details.isLarge) {
            Self.json(status, self.encoded(details, language), headers: Self.headers(language))
        }
    }

    func cancel(_ id: JobID, _ language: Language) async throws -> Response {
        _ = try await self.stored { () async throws(JobStoreError) in try await self.service.cancelJob(id) }
        return try await self.changed(.ok, id, language)
    }

    func retry(_ id: JobID, _ language: Language) async throws -> Response {
        _ = try await self.stored { () async throws(JobStoreError) in try await self.service.retryJob(id) }
        return try await self.changed(.accepted, id, language)
    }

    func list(_ inquiry: Inquiry) async throws -> Response {
        let parameters = try ListParameters(inquiry.request.uri.query)
        let page = try await self.stored { () async throws(JobStoreError) in
            try await self.service.store.page(parameters.query)
        }
        let next = page.next.map { ListCursor(before: $0) }
        var writer = JSONWriter(reservingCapacity: 4096)
        writer.object { writer in
            writer.name("items")
            writer.array { writer in
                for details in page.jobs { self.json(details, inquiry.language).write(to: &writer) }
            }
            writer.member("next_cursor", next?.text)
        }
        var headers = Self.headers(inquiry.language)
        headers[.link] = next.map { "<\(parameters.address(of: $0))>; rel=\"next\"" }
        let tag = EntityTag(of: writer.bytes, language: inquiry.language)
        return Self.unchanged(writer.bytes, tag, inquiry, headers)
    }

    func calls(of id: JobID) async throws -> Response {
        // The ledger outlives the job, but a job that is gone is gone with all that clients could ask about it.
        guard try await self.stored({ () async throws(JobStoreError) in try await self.service.store.job(id) }) != nil
        else { throw Problem.unknownJob }
        let calls = try await self.stored { () async throws(JobStoreError) in
            try await self.service.store.calls(of: id)
        }
        return Self.items(calls) { call, writer in CallJSON(call: call).write(to: &writer) }
    }

    private func json(_ details: JobDetails, _ language: Language) -> JobJSON {
        JobJSON(details: details, result: self.service.result(of: details), language: language)
    }

    func encoded(_ details: JobDetails, _ language: Language) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 2048)
        self.json(details, language).write(to: &writer)
        return writer.bytes
    }

    private static func headers(_ language: Language) -> HTTPFields {
        [.contentLanguage: language.rawValue, .vary: "Accept-Language"]
    }

    /// Turns errors of the store into problems.
    func stored<Value>(_ body: () async throws(JobStoreError) -> Value) async throws(Problem) -> Value {
        do throws(JobStoreError) {
            return try await body()
        } catch {
            throw Problem(error)
        }
    }
}

extension JobDetails {
    /// Whether an answer that shows the job takes about a millisecond to be put together.
    var isLarge: Bool {
        self.checkpoints.reduce(self.metadata.count) { $0 + $1.output.count } > HTTPAPI.largestQuickBody
    }
}
