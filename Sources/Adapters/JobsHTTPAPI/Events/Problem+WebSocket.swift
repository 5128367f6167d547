import HTTPConnections
import JobsApplication

extension Problem {
    /// What a client is told whose handshake is none.
    init(_ refusal: WebSocketRefusal) {
        switch refusal {
        case .upgradeRequired:
            self.init(
                .upgradeRequired,
                LocalizedText(
                    "Open this path with a WebSocket handshake, or read the same events at …/events.",
                    korean: "이 경로는 WebSocket으로 연결해야 합니다. 같은 이벤트를 …/events에서도 읽을 수 있습니다."
                ),
                headers: refusal.headers
            )
        case .unsupportedVersion:
            self.init(
                .upgradeRequired,
                LocalizedText(
                    "Only version 13 of the WebSocket protocol is spoken here.",
                    korean: "WebSocket 프로토콜 버전 13만 지원합니다."
                ),
                headers: refusal.headers
            )
        case .notGet:
            self.init(
                .malformedRequest,
                LocalizedText("A WebSocket is opened with GET.", korean: "WebSocket은 GET으로 열어야 합니다.")
            )
        case .badKey:
            self.init(
                .malformedRequest,
                LocalizedText(
                    "Sec-WebSocket-Key must be given once and hold 16 bytes in Base64.",
                    korean: "Sec-WebSocket-Key는 한 번만, Base64로 인코딩된 16바이트여야 합니다."
                )
            )
        }
    }

    static let forbiddenOrigin = Problem(
        .forbiddenOrigin,
        LocalizedText(
            "Pages of this origin may not open a WebSocket here.",
            korean: "이 출처의 페이지에서는 WebSocket을 열 수 없습니다."
        )
    )
}
