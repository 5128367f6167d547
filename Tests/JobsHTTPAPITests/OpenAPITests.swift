import HTTPTypes
import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("The description of the API")
struct OpenAPITests {
    private static let id = JobID(UUIDv7(high: 1, low: 2))

    /// Every route there is. A new case has to be added here: the switch below does not compile without it.
    static let routes: [Route] =
        [
            .jobs, .job(id), .cancel(id), .retry(id), .calls(id), .events(id), .socket(id), .feed, .workflows,
            .providers, .statistics, .live, .ready, .openAPI, .openAPIWithStreams, .documentation,
        ] + DocumentationFile.names.map { .documentationFile($0) } + Problem.Kind.allCases.map { .problem($0) }

    /// What the variable of a route's path stands for, if it has one.
    private static func variable(_ route: Route) -> (name: String, value: String)? {
        switch route {
        case .job(let id), .cancel(let id), .retry(let id), .calls(let id), .events(let id), .socket(let id):
            ("{event_id}", id.description)
        case .documentationFile(let name): ("{file}", name)
        case .problem(let kind): ("{type}", kind.rawValue)
        case .jobs, .feed, .workflows, .providers, .statistics, .live, .ready, .openAPI, .openAPIWithStreams,
            .documentation:
            nil
        }
    }

    private static func path(_ route: Route) -> String {
        guard let variable = self.variable(route) else { return route.template }
        return route.template.replacing(variable.name, with: variable.value)
    }

    private static func document() throws -> JSONValue { try JSONValue(parsing: OpenAPIDocument.json) }

    private static func paths() throws -> [JSONObject.Member] { try #require(try document()["paths"]?.object).members }

    /// The methods that the description has for a path.
    private static func methods(_ path: JSONValue) -> Set<String> {
        let verbs: Set = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
        return Set(path.object?.members.map(\.name) ?? []).intersection(verbs)
    }

    @Test("it is served as JSON, version 3.1")
    func served() async throws {
        try await withServer { server in
            let reply = try await server.get("/openapi.json")
            #expect(reply.status == 200)
            #expect(reply["content-type"] == "application/json; charset=utf-8")
            #expect(reply.body == OpenAPIDocument.json)
            #expect(try reply.json()["openapi"]?.string?.hasPrefix("3.1.") ?? false)
        }
    }

    @Test("every documented path is routed, with the documented methods")
    func documentedIsRouted() throws {
        for path in try Self.paths() {
            let route = try #require(Self.routes.first { $0.template == path.name }, "\(path.name)")
            #expect(Set(route.methods.map { $0.rawValue.lowercased() }) == Self.methods(path.value), "\(path.name)")
        }
    }

    @Test("every route is documented")
    func routedIsDocumented() throws {
        #expect(Set(Self.routes.map(\.template)) == Set(try Self.paths().map(\.name)))
    }

    @Test("every route leads back to itself from its path", arguments: Self.routes)
    func routesRoundTrip(_ route: Route) {
        let path = Self.path(route)
        #expect(Route(path: path) == route)
        #expect(Route(path: path + "/") == route)
    }

    @Test("the documented variables of paths are those that there are")
    func variables() throws {
        let document = try Self.document()
        let file = document["paths"]?["/docs/{file}"]?["parameters"]?.array?.first
        #expect(file?["schema"]?["enum"]?.array?.compactMap(\.string) == DocumentationFile.names)
        let kinds = document["components"]?["schemas"]?["ProblemKind"]?["enum"]?.array?.compactMap(\.string)
        #expect(kinds == Problem.Kind.allCases.map(\.rawValue))
    }

    // MARK: - Answers

    @Test("every answer of an operation is written down, and every error is a problem")
    func answers() throws {
        let document = try Self.document()
        let everywhere: Set = [
            "400", "405", "406", "408", "413", "414", "417", "421", "429", "431", "500", "501", "503", "505",
        ]
        for (path, operation) in try Self.operations() {
            let responses = try #require(operation["responses"]?.object).members
            #expect(everywhere.subtracting(responses.map(\.name)).isEmpty, "\(path)")
            if path.contains("{") { #expect(responses.contains { $0.name == "404" }, "\(path)") }
            for response in responses {
                let described = Self.resolved(response.value, in: document)
                if response.name != "101" {
                    #expect(described["headers"]?["X-Request-Id"] != nil, "\(path) \(response.name)")
                }
                guard response.name >= "400" else { continue }
                let schema = described["content"]?["application/problem+json"]?["schema"]?["$ref"]?.string
                #expect(schema == "#/components/schemas/Problem", "\(path) \(response.name)")
            }
        }
    }

    @Test("every status that a problem has is that of a documented answer, and the other way round")
    func problemStatuses() throws {
        let responses = try Self.operations().flatMap { $0.operation["responses"]?.object?.members.map(\.name) ?? [] }
        let documented = Set(responses.compactMap { Int($0) }.filter { $0 >= 400 })
        #expect(documented == Set(Problem.Kind.allCases.map(\.status.code)))
    }

    @Test(
        "answers have the headers that clients act on",
        arguments: [
            ("submitJob", "201", ["Location", "Link", "Idempotent-Replayed", "Preference-Applied", "RateLimit"]),
            ("submitJob", "405", ["Allow"]), ("submitJob", "415", ["Accept", "Accept-Encoding"]),
            ("submitJob", "429", ["Retry-After", "RateLimit", "RateLimit-Policy"]),
            ("submitJob", "503", ["Retry-After"]), ("listJobs", "200", ["Link", "ETag", "Vary"]),
            ("getJob", "200", ["ETag", "Vary", "Cache-Control", "Preference-Applied"]), ("getJob", "304", ["ETag"]),
            ("openJobSocket", "426", ["Upgrade"]), ("getOpenAPI", "200", ["ETag", "Cache-Control"]),
        ]
    )
    func headers(operation id: String, status: String, names: [String]) throws {
        let document = try Self.document()
        let operation = try #require(try Self.operations().first { $0.operation["operationId"]?.string == id })
        let response = Self.resolved(operation.operation["responses"]?[status] ?? .null, in: document)
        for name in names { #expect(response["headers"]?[name] != nil, "\(name)") }
    }

    @Test("a submission leads to everything that can be done with the job")
    func links() throws {
        let submit = try #require(try Self.operations().first { $0.operation["operationId"]?.string == "submitJob" })
        let links = submit.operation["responses"]?["201"]?["links"]?.object?.members ?? []
        let names = try Self.operations().compactMap { $0.operation["operationId"]?.string }
        #expect(Set(links.map(\.name)) == ["getJob", "cancelJob", "retryJob", "listModelCalls", "streamJobEvents"])
        for link in links {
            #expect(names.contains(link.value["operationId"]?.string ?? ""))
            #expect(link.value["parameters"]?["event_id"]?.string == "$response.body#/event_id")
        }
    }

    // MARK: - Events

    @Test("every type of event has a schema of its own", arguments: JobEvent.Kind.allCases)
    func eventTypes(_ kind: JobEvent.Kind) throws {
        let schemas = try Self.document()["components"]?["schemas"]
        let mapping = schemas?["JobEvent"]?["discriminator"]?["mapping"]
        let name = try #require(mapping?[kind.rawValue]?.string).dropFirst("#/components/schemas/".count)
        #expect(schemas?[String(name)]?["properties"]?["type"]?["const"]?.string == kind.rawValue)
        #expect(
            schemas?["JobEvent"]?["oneOf"]?.array?.contains { $0["$ref"]?.string?.hasSuffix(name) ?? false } ?? false
        )
    }

    @Test("the description in OpenAPI 3.2 tells what the elements of a stream are")
    func streams() async throws {
        try await withServer { server in
            let document = try await server.get("/openapi-3.2.json").json()
            #expect(document["openapi"]?.string == "3.2.0")
            for path in ["/api/events", "/api/jobs/{event_id}/events"] {
                let answer = document["paths"]?[path]?["get"]?["responses"]?["200"]
                let schema = answer?["content"]?["text/event-stream"]?["itemSchema"]?["$ref"]?.string
                #expect(schema == "#/components/schemas/ServerSentEvent")
            }
            let text = String(decoding: OpenAPIDocument.jsonWithStreams, as: UTF8.self)
            #expect(!text.contains("x-item-schema"))
        }
    }

    @Test("every kind of problem is documented", arguments: Problem.Kind.allCases)
    func problemKinds(_ kind: Problem.Kind) throws {
        let description = try Self.document()["components"]?["schemas"]?["Problem"]?["properties"]?["type"]?[
            "description"
        ]
        #expect(description?.string?.contains("`/problems/\(kind.rawValue)`") ?? false)
    }

    @Test("the examples of problems have the titles and statuses that are sent")
    func problemExamples() throws {
        let examples = Self.problems(in: try Self.document())
        #expect(!examples.isEmpty)
        for example in examples {
            let name = try #require(example["type"]?.string).dropFirst("/problems/".count)
            let kind = try #require(Problem.Kind(rawValue: String(name)))
            #expect(example["title"]?.string == kind.title, "\(name)")
            #expect(example["status"]?.integer == kind.status.code, "\(name)")
        }
    }

    @Test("a cursor that is sent is one that the description allows")
    func cursorPattern() async throws {
        let parameters = try Self.document()["paths"]?["/api/jobs"]?["get"]?["parameters"]?.array
        let schema = parameters?.first { $0["name"]?.string == "cursor" }?["schema"]
        for sequence: Int64 in [1, 35, 36, 1_000_000, 4_738_381_338_321_616_895] {
            let cursor = ListCursor(before: sequence).text
            if let pattern = schema?["pattern"]?.string {
                #expect(cursor.firstMatch(of: try Regex(pattern)) != nil, "\(cursor)")
            }
            #expect(ListCursor(text: cursor) == ListCursor(before: sequence))
        }
    }

    @Test("the limits of a submission are the documented ones")
    func limits() throws {
        let schemas = try Self.document()["components"]?["schemas"]
        #expect(schemas?["Document"]?["maxLength"]?.integer == 400_000)
        #expect(schemas?["Title"]?["maxLength"]?.integer == 300)
        #expect(schemas?["JobSubmission"]?["properties"]?["metadata"]?["maxProperties"]?.integer == 32)
    }

    @Test("a job's members are the documented ones")
    func jobMembers() throws {
        let required = try Self.document()["components"]?["schemas"]?["Job"]?["required"]?.array
        #expect(required?.compactMap(\.string) == JobJSONTests.members)
    }

    @Test(
        "the members of what the ledger and the providers tell are the documented ones",
        arguments: [
            ("ModelCall", CallListTests.members), ("Provider", ProviderListTests.members),
            ("ProviderTotals", ProviderListTests.totals),
        ]
    )
    func members(schema: String, members: [String]) throws {
        let required = try Self.document()["components"]?["schemas"]?[schema]?["required"]?.array
        #expect(required?.compactMap(\.string) == members)
    }

    /// Every operation with its path.
    private static func operations() throws -> [(path: String, operation: JSONValue)] {
        try self.paths().flatMap { path in
            self.methods(path.value).sorted().compactMap { method in
                path.value[method].map { (path.name, $0) }
            }
        }
    }

    /// What a reference leads to.
    private static func resolved(_ value: JSONValue, in document: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.string else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    /// Every object in a value that looks like a problem.
    private static func problems(in value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements): return elements.flatMap { self.problems(in: $0) }
        case .object(let object):
            if value["type"]?.string?.hasPrefix("/problems/") ?? false { return [value] }
            return object.members.flatMap { self.problems(in: $0.value) }
        default: return []
        }
    }
}
