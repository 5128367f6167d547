import HTTPTypes
import JobsDomain

/// What a kind of problem means, for people and for programs.
struct ProblemPage {
    let kind: Problem.Kind
    let language: Language

    private var title: String { "\(self.kind.status.code) \(self.kind.title)" }
    private var meaning: String { self.kind.explanation.meaning.text(in: self.language) }
    private var advice: String { self.kind.explanation.advice.text(in: self.language) }

    var text: String { "\(self.title)\n\n\(self.meaning)\n\n\(self.advice)\n" }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "/problems/\(self.kind.rawValue)")
            writer.member("title", self.kind.title)
            writer.member("status", self.kind.status.code)
            writer.member("meaning", self.meaning)
            writer.member("advice", self.advice)
        }
        return writer.bytes
    }

    /// Without style or script, so that the strictest policy holds for it too.
    var html: String {
        """
        <!doctype html>
        <html lang="\(self.language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(self.title.escapedForHTML)</title>
        </head>
        <body>
        <h1>\(self.title.escapedForHTML)</h1>
        <p>\(self.meaning.escapedForHTML)</p>
        <p>\(self.advice.escapedForHTML)</p>
        </body>
        </html>

        """
    }
}

extension String {
    fileprivate var escapedForHTML: String {
        self.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
