import FakeProviders
import JobsDomain

extension FaultCase {
    /// F16 (in order), F18, F23 to F26: a status of success, and no success.
    static let brokenAnswers: [FaultCase] = Flavour.allCases.flatMap { flavour in
        [
            FaultCase(
                "F23",
                "error instead of an answer",
                flavour,
                [.errorWithSuccess(.server(status: 500)), .healthy],
                .retried("server_error")
            ),
            FaultCase(
                "F23",
                "overloaded, for good",
                flavour,
                [.errorWithSuccess(.overloaded)],
                .failedOver("overloaded", calls: 1...3)
            ),
            FaultCase(
                "F23",
                "error after 20 tokens",
                flavour,
                [.stream("late error", .error(after: 20, .server(status: 500))), .healthy],
                .retried("server_error")
            ),
            FaultCase("F24", "a page", flavour, [.page(200)], .failedOver("malformed_reply", .answered, calls: 2...2)),
            FaultCase("F24", "nothing", flavour, [.empty], .failedOver("malformed_reply", .answered, calls: 2...2)),
            FaultCase(
                "F24",
                "no choice, once",
                flavour,
                [.noChoices, .healthy],
                .retried("malformed_reply", .answered)
            ),
            FaultCase(
                "F24",
                "no content",
                flavour,
                [.noContent],
                .failedOver("malformed_reply", .answered, calls: 2...2)
            ),
            FaultCase(
                "F25",
                "cut by its limit, once",
                flavour,
                [.truncated, .healthy],
                .retried("truncated", .answered)
            ),
            FaultCase(
                "F25",
                "nothing but thoughts, for good",
                flavour,
                [.nothingButThoughts],
                .failedOver("truncated", .answered, calls: 2...2)
            ),
            FaultCase(
                "F26",
                "the wrong schema, once",
                flavour,
                [.text("wrong schema", .wrongSchema), .healthy],
                .retried("invalid_output", .answered)
            ),
            FaultCase(
                "F26",
                "the wrong schema, for good",
                flavour,
                [.text("wrong schema", .wrongSchema)],
                .failedOver("invalid_output", .answered, calls: 2...2)
            ),
            FaultCase(
                "F26",
                "half of the JSON as if it were whole",
                flavour,
                [.halfAsWhole],
                .failedOver("invalid_output", .answered, calls: 1...2)
            ),
        ]
    }

    /// F19, F27, F31: odd, and all right.
    static let oddAnswers: [FaultCase] = Flavour.allCases.flatMap { flavour in
        [
            FaultCase("F19", "no last word", flavour, [.stream("no last word", .noTerminator)], .success),
            FaultCase("F27", "a code fence", flavour, [.text("fenced", .fenced)], .success),
            FaultCase("F27", "a comma too many", flavour, [.text("comma", .trailingComma)], .success),
            FaultCase("F27", "a raw line end", flavour, [.text("line end", .rawLineEnd)], .success),
            FaultCase("F31", "no usage", flavour, [.answer("no usage") { $0.usage = .missing }], .success),
            FaultCase("F31", "odd usage", flavour, [.answer("odd usage") { $0.usage = .inOddForms }], .success),
        ]
    }
}
