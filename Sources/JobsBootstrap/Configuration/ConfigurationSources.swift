import Configuration
import Foundation
import SystemPackage

/// Where settings come from: flags beat the environment, the environment beats a `.env` file.
public struct ConfigurationSources: Sendable {
    private let layers: [[String: String]]

    /// - Parameter layers: the strongest first.
    public init(layers: [[String: String]]) {
        self.layers = layers
    }

    /// The settings of this process.
    ///
    /// - Parameters:
    ///   - flags: from the command line, by the names of their variables.
    ///   - file: read if it exists.
    /// - Throws: ``ConfigurationError`` if the file exists and cannot be read.
    public static func process(flags: [String: String], file: String = ".env") async throws -> ConfigurationSources {
        let environment = ProcessInfo.processInfo.environment
        var fileValues: [String: String] = [:]
        do {
            let provider = try await EnvironmentVariablesProvider(
                environmentFilePath: FilePath(file),
                allowMissing: true
            )
            // The provider answers by name only, so it is asked for every name we know or that a line begins with.
            for name in ConfigurationVariable.allNames + Self.names(inFile: file) {
                if let value = try provider.environmentValue(forName: name) { fileValues[name] = value }
            }
        } catch {
            throw ConfigurationError([ConfigurationProblem(file, "cannot be read: \(error)")])
        }
        return ConfigurationSources(layers: [flags, environment, fileValues])
    }

    /// The names that a file assigns, so that misspelt ones can be told.
    private static func names(inFile path: String) -> [String] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            line.split(separator: "=", maxSplits: 1).first.map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The value of a variable; an empty one counts as not set.
    func value(_ name: String) -> String? {
        for layer in self.layers { if let value = layer[name], !value.isEmpty { return value } }
        return nil
    }

    /// A secret from the strongest source that has it: the value itself, or the path of the file that holds it.
    func secret(_ name: String) -> (value: String?, file: String?) {
        for layer in self.layers {
            if let value = layer[name], !value.isEmpty { return (value, nil) }
            if let file = layer[name + "_FILE"], !file.isEmpty { return (nil, file) }
        }
        return (nil, nil)
    }

    /// Every name that is set anywhere.
    var names: Set<String> { Set(self.layers.flatMap(\.keys)) }
}
