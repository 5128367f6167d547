import Foundation
import JobsApplication
import JobsDomain
import LanguageModelHTTP

extension AvoConfiguration {
    static func providers(
        _ reader: inout ConfigurationReader,
        _ warnings: inout [String]
    ) -> [ProviderConfiguration] {
        let engines: [ProviderConfiguration.Engine]
        if let names = reader.list("LLM_PROVIDERS") {
            engines = Self.engines(names, &reader)
        } else {
            // A server of one's own needs no key, so that a key says nothing about whether it is there.
            engines =
                ProviderKind.all.filter { kind in
                    kind.needsKey && reader.secret(kind.settingsPrefix + "_API_KEY") != nil
                }.map { .http($0) } + [.local]
        }
        return engines.map { Self.provider($0, &reader, &warnings) }
    }

    private static func engines(
        _ names: [String],
        _ reader: inout ConfigurationReader
    ) -> [ProviderConfiguration.Engine] {
        var engines: [ProviderConfiguration.Engine] = []
        for name in names {
            if let engine = ProviderConfiguration.Engine.named(name) {
                if engines.contains(where: { $0.identity == engine.identity }) {
                    reader.report("LLM_PROVIDERS", "names \(name) twice")
                }
                engines.append(engine)
            } else {
                let known = ProviderConfiguration.Engine.all.map(\.identity.name).joined(separator: ", ")
                reader.report("LLM_PROVIDERS", "\"\(name)\" is no provider; there are \(known)")
            }
        }
        return engines
    }

    private static func provider(
        _ engine: ProviderConfiguration.Engine,
        _ reader: inout ConfigurationReader,
        _ warnings: inout [String]
    ) -> ProviderConfiguration {
        guard case .http(let kind) = engine else {
            return ProviderConfiguration(engine: engine, model: engine.defaultModel)
        }
        let prefix = kind.settingsPrefix
        let key = reader.secret(prefix + "_API_KEY")
        if key == nil, kind.needsKey {
            warnings.append("\(prefix)_API_KEY is not set, so \(kind.identity.name) will refuse every call")
        }
        let baseURL = reader.string(prefix + "_BASE_URL") ?? kind.defaultBaseURL
        do throws(ModelConfigurationError) {
            try HTTPLanguageModel.check(baseURL: baseURL)
        } catch {
            reader.report(prefix + "_BASE_URL", error.message)
        }
        return ProviderConfiguration(
            engine: engine,
            baseURL: baseURL,
            model: reader.string(prefix + "_MODEL") ?? kind.defaultModel,
            key: key,
            limits: ModelLimits(
                contextTokens: reader.optionalInteger(prefix + "_CONTEXT", 1024...100_000_000),
                requestsPerMinute: reader.optionalInteger(prefix + "_RPM", 1...1_000_000),
                tokensPerMinute: reader.optionalInteger(prefix + "_TPM", 1...1_000_000_000)
            )
        )
    }

    // MARK: - Money

    static func prices(_ reader: inout ConfigurationReader) -> PriceTable {
        guard let path = reader.string("LLM_PRICES_FILE") else { return .bundled }
        guard let data = FileManager.default.contents(atPath: path) else {
            reader.report("LLM_PRICES_FILE", "the file \(path) cannot be read")
            return .bundled
        }
        do throws(PriceFileError) {
            return PriceTable.bundled.overlaid(by: try PriceTable(file: Array(data)))
        } catch {
            reader.report("LLM_PRICES_FILE", "the file \(path): \(error.message)")
            return .bundled
        }
    }

    // MARK: - Cassettes

    static func cassette(_ reader: inout ConfigurationReader) -> Cassette? {
        let mode = reader.choice("LLM_CASSETTE_MODE", Cassette.Mode.allCases.map { ($0.rawValue, $0) })
        guard let path = reader.string("LLM_CASSETTE") else {
            if mode != nil { reader.report("LLM_CASSETTE_MODE", "needs LLM_CASSETTE, the file to play or to record") }
            return nil
        }
        return Cassette(path: path, mode: mode ?? .replay)
    }
}
