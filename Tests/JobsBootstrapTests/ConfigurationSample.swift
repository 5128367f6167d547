import Foundation
import Testing

@testable import JobsBootstrap

/// Reads a configuration from variables of one layer.
func configuration(_ variables: [String: String]) throws -> AvoConfiguration {
    try AvoConfiguration(ConfigurationSources(layers: [variables]))
}

/// The mistakes in a configuration; none where it is right.
func problems(_ layers: [String: String]...) -> [ConfigurationProblem] {
    do throws(ConfigurationError) {
        _ = try AvoConfiguration(ConfigurationSources(layers: layers))
        return []
    } catch {
        return error.problems
    }
}

/// Lends a file with a content, removed afterwards.
func withFile<Result>(_ content: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("avo-\(UUID().uuidString)")
    try Data(content).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// Lends a file with a text, removed afterwards.
func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    try withFile(Array(text.utf8), body)
}
