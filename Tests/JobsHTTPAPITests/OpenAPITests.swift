import HTTPTypes
import JobsDomain
import Testing

@testable import JobsHTTPAPI

@Suite("The description of the API")
struct OpenAPITests {
    /// Every route there is. A new case has to be added here: the switch below does not compile without it.
    static let routes: [Route] = {
        let id = JobID(UUIDv7(high: 1, low: 2))
        return [
            .jobs, .job(id), .cancel(id), .retry(id), .calls(id), .workflows, .providers, .statistics, .live, .ready,
            .openAPI,
        ]
    }()

    private static func isKnown(_ route: Route) -> Bool {
        switch route {
        case .jobs, .job, .cancel, .retry, .calls, .workflows, .providers, .statistics, .live, .ready, .openAPI: true
        }
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
            let concrete = path.name.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0 == "{event_id}" ? TestServer.unknownID : String($0) }.joined(separator: "/")
            let route = try #require(Route(path: concrete), "\(path.name)")
            #expect(Self.isKnown(route))
            #expect(route.template == path.name)
            #expect(Set(route.methods.map { $0.rawValue.lowercased() }) == Self.methods(path.value), "\(path.name)")
        }
    }

    @Test("every route is documented")
    func routedIsDocumented() throws {
        #expect(Set(Self.routes.map(\.template)) == Set(try Self.paths().map(\.name)))
    }

    @Test("every route leads back to itself from its path")
    func routesRoundTrip() {
        for route in Self.routes {
            let path = route.template.split(separator: "{event_id}").joined(
                separator: "\(JobID(UUIDv7(high: 1, low: 2)))"
            )
            let concrete = route.template.hasSuffix("{event_id}") ? path + "\(JobID(UUIDv7(high: 1, low: 2)))" : path
            #expect(Route(path: concrete) == route)
            #expect(Route(path: concrete + "/") == route)
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
