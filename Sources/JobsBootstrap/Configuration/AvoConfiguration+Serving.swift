import HTTPConnections
import JobsHTTPAPI

extension AvoConfiguration {
    static func api(_ reader: inout ConfigurationReader) -> APISettings {
        var settings = APISettings()
        settings.defaultLanguage =
            reader.choice("DEFAULT_LANGUAGE", Language.allCases.map { ($0.rawValue, $0) }) ?? settings.defaultLanguage
        settings.allowedOrigins = Self.origins(&reader)
        settings.logsRequests = reader.boolean("ACCESS_LOG") ?? settings.logsRequests
        settings.quotas = SubmissionQuotas(
            rate: reader.rate("SUBMIT_RATE"),
            inFlightJobs: reader.optionalInteger("MAX_INFLIGHT_JOBS", 1...1_000_000_000),
            waitingJobs: reader.integer("MAX_QUEUE_LENGTH", 1...1_000_000_000, default: 1_000_000)
        )
        settings.maximumStreamsPerClient = reader.integer(
            "MAX_STREAMS",
            1...1_000_000,
            default: settings.maximumStreamsPerClient
        )
        settings.heartbeat = reader.duration("EVENT_HEARTBEAT", atLeast: .seconds(1), default: settings.heartbeat)
        settings.trustedProxies = Self.trustedProxies(&reader)
        return settings
    }

    /// - Parameter trusted: as the API has them, so that a mistake in them is told once.
    static func connections(_ reader: inout ConfigurationReader, trusted: [AddressRange]) -> ConnectionSettings {
        var settings = ConnectionSettings()
        settings.maximumConnections = reader.integer(
            "MAX_CONNECTIONS",
            1...1_000_000,
            default: settings.maximumConnections
        )
        settings.maximumConnectionsPerAddress = reader.integer(
            "MAX_CONNECTIONS_PER_ADDRESS",
            1...1_000_000,
            default: settings.maximumConnectionsPerAddress
        )
        let shortest = Duration.milliseconds(100)
        settings.headerDeadline = reader.duration("HEADER_TIMEOUT", atLeast: shortest, default: settings.headerDeadline)
        settings.bodyDeadline = reader.duration("BODY_TIMEOUT", atLeast: shortest, default: settings.bodyDeadline)
        settings.idleTimeout = reader.duration("IDLE_TIMEOUT", atLeast: shortest, default: settings.idleTimeout)
        settings.writeStall = reader.duration("WRITE_TIMEOUT", atLeast: shortest, default: settings.writeStall)
        // One body of the largest size has to fit.
        settings.bodyBytesInMemory = reader.bytes(
            "MAX_BODY_MEMORY",
            (8 << 20)...(1 << 40),
            default: settings.bodyBytesInMemory
        )
        settings.trustedProxies = trusted
        settings.allowedHosts = Self.hosts(&reader)
        return settings
    }

    private static func trustedProxies(_ reader: inout ConfigurationReader) -> [AddressRange] {
        (reader.list("TRUSTED_PROXIES") ?? []).compactMap { text in
            if let range = AddressRange(text) { return range }
            reader.report("TRUSTED_PROXIES", "\"\(text)\" is no address such as 10.0.0.7 or range such as 10.0.0.0/8")
            return nil
        }
    }

    private static func hosts(_ reader: inout ConfigurationReader) -> [String] {
        (reader.list("ALLOWED_HOSTS") ?? []).filter { text in
            let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
            let isHost = !name.isEmpty && name.utf8.allSatisfy { Self.isHostByte($0) }
            let isAddress = name.hasPrefix("[") && name.hasSuffix("]") && IPAddress(name.dropFirst().dropLast()) != nil
            if !isHost, !isAddress {
                reader.report(
                    "ALLOWED_HOSTS",
                    "\"\(text)\" is no host such as api.example.org or *.example.org, without scheme and port"
                )
            }
            return isHost || isAddress
        }
    }

    private static func origins(_ reader: inout ConfigurationReader) -> Set<String> {
        Set(
            (reader.list("CORS_ORIGINS") ?? []).filter { text in
                if Self.isOrigin(text) { return true }
                reader.report(
                    "CORS_ORIGINS",
                    "\"\(text)\" is no origin such as https://app.example.org or http://localhost:5173: lower case, "
                        + "no path, no star"
                )
                return false
            }
        )
    }

    /// Whether a browser would send these very characters as `Origin`.
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
        var host = text.dropFirst(scheme.count)
        if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
            let port = host[host.index(after: colon)...]
            // Browsers leave the usual port of a scheme out.
            guard let number = UInt16(port), String(number) == port, number > 0,
                number != (scheme == "https://" ? 443 : 80)
            else { return false }
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { return IPAddress(host.dropFirst().dropLast()) != nil }
        return !host.isEmpty && host.utf8.allSatisfy { Self.isHostByte($0) }
            && !host.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
