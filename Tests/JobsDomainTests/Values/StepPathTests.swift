import JobsDomain
import Testing

@Suite("Names of steps and parts")
struct StepPathTests {
    @Test("a whole step is named by itself")
    func wholeStep() {
        let path = StepPath(step: "summary")
        #expect(path.text == "summary")
        #expect(path.step == "summary")
        #expect(path.isTopLevel)
        #expect(path.description == "summary")
    }

    @Test(
        "a part is named by its step and its number in four digits or more",
        arguments: [
            (1, "summary/part-0001"), (37, "summary/part-0037"), (9999, "summary/part-9999"),
            (12_345, "summary/part-12345"),
        ]
    )
    func part(number: Int, text: String) {
        let path = StepPath(step: "summary", part: number)
        #expect(path.text == text)
        #expect(path.step == "summary")
        #expect(!path.isTopLevel)
        #expect(StepPath(storedText: text) == path)
    }

    @Test("parts are ordered by their number")
    func order() {
        let paths = [1, 2, 10, 99, 100, 1000, 9999].map { StepPath(step: "summary", part: $0) }
        #expect(paths.reversed().sorted() == paths)
    }

    @Test("a workflow is named with its version")
    func workflowIdentity() {
        #expect(WorkflowIdentity(name: "guideline", version: 3).description == "guideline@3")
        #expect(WorkflowIdentity(name: "a", version: 1) != WorkflowIdentity(name: "a", version: 2))
    }
}
