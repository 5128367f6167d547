import HTTPTypes
import Hummingbird
import JobsApplication
import JobsDomain

extension HTTPAPI {
    func submit(_ request: Request) async throws -> Response {
        let key = try RequestHeaders.idempotencyKey(request.headers)
        let bytes = try await self.body.bytes(of: request)
        let fields = try SubmissionBody(workflows: self.service.workflows)
            .fields(bytes, contentType: request.headers[.contentType])
        let insertion: JobInsertion
        do throws(SubmitJobError) {
            insertion = try await self.service.submitJob(
                fields,
                idempotencyKey: key,
                traceparent: RequestHeaders.traceparent(request.headers)
            )
        } catch {
            throw Self.problem(error)
        }
        let id = insertion.id.description
        var headers: HTTPFields = [.location: "/api/jobs/\(id)"]
        if insertion.isReplay { headers[.idempotentReplayed] = "true" }
        return Self.json(.created, Array(#"{"event_id":"\#(id)"}"#.utf8), headers: headers)
    }

    private static func problem(_ error: SubmitJobError) -> Problem {
        switch error {
        case .store(let error): return Problem(error)
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
            let pointers = problems.map(\.pointer).joined(separator: ", ")
            return Problem(
                .invalidField,
                LocalizedText("Invalid: \(pointers).", korean: "잘못된 항목: \(pointers)."),
                fields: problems
            )
        }
    }

    func read(_ id: JobID, _ language: Language) async throws -> Response {
        let details = try await self.stored { () async throws(JobStoreError) in try await self.service.store.job(id) }
        guard let details else { throw Problem.unknownJob }
        return self.response(.ok, details, language)
    }

    func cancel(_ id: JobID, _ language: Language) async throws -> Response {
        _ = try await self.stored { () async throws(JobStoreError) in try await self.service.cancelJob(id) }
        return try await self.read(id, language)
    }

    func retry(_ id: JobID, _ language: Language) async throws -> Response {
        _ = try await self.stored { () async throws(JobStoreError) in try await self.service.retryJob(id) }
        var response = try await self.read(id, language)
        response.status = .accepted
        return response
    }

    func list(_ request: Request, _ language: Language) async throws -> Response {
        let query = try ListParameters(request.uri.queryParameters)
        var jobs = try await self.stored { () async throws(JobStoreError) in
            try await self.service.store.jobs(
                JobListQuery(
                    status: query.status,
                    workflow: query.workflow,
                    before: query.cursor?.before,
                    limit: query.limit + 1
                )
            )
        }
        var next: String?
        if jobs.count > query.limit {
            jobs.removeLast(jobs.count - query.limit)
            next = jobs.last.map { ListCursor(before: $0.job.facts.sequence).text }
        }
        var writer = JSONWriter(reservingCapacity: 4096)
        writer.object { writer in
            writer.name("items")
            writer.array { writer in
                for details in jobs { self.json(details, language).write(to: &writer) }
            }
            writer.member("next_cursor", next)
        }
        return Self.json(.ok, writer.bytes, headers: Self.headers(language))
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

    private func response(_ status: HTTPResponse.Status, _ details: JobDetails, _ language: Language) -> Response {
        var writer = JSONWriter(reservingCapacity: 2048)
        self.json(details, language).write(to: &writer)
        return Self.json(status, writer.bytes, headers: Self.headers(language))
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
