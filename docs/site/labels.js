// The page's own words. What the description says stays as it is written there.

const words = {
  en: {
    skip: "Skip to the operations",
    subtitle: "API",
    loading: "Loading the description…",
    unreadable: "The description could not be loaded.",
    contents: "Operations",
    other: "한국어",
    parameters: "Parameters",
    body: "Body",
    answers: "Answers",
    errors: "Errors",
    schemas: "Schemas",
    headers: "Headers",
    examples: "Examples",
    schema: "Schema",
    next: "What can follow",
    required: "required",
    optional: "optional",
    in_path: "path",
    in_query: "query",
    in_header: "header",
    tryIt: "Try it",
    mediaType: "Media type",
    example: "Example",
    moreHeaders: "More headers, one a line",
    send: "Send",
    open: "Connect",
    stop: "Stop",
    copy: "Copy",
    copied: "Copied",
    command: "Command",
    sending: "Sending…",
    reading: "Receiving…",
    stopped: "Stopped",
    ended: "The stream has ended.",
    failed: "The request could not be sent",
    empty: "No body",
    notSet: "not set",
    events: "events",
    close: "closed",
    anyOf: "any of",
    oneOf: "one of",
    allOf: "all of",
    not: "but not",
    items: "each item",
    others: "other members",
    names: "names",
    itemOfStream: "Each event of the stream",
  },
  ko: {
    skip: "작업 목록으로 건너뛰기",
    subtitle: "API",
    loading: "명세를 불러오는 중…",
    unreadable: "명세를 불러오지 못했습니다.",
    contents: "작업 목록",
    other: "English",
    parameters: "매개변수",
    body: "본문",
    answers: "응답",
    errors: "오류",
    schemas: "스키마",
    headers: "헤더",
    examples: "예시",
    schema: "스키마",
    next: "이어서 할 수 있는 요청",
    required: "필수",
    optional: "선택",
    in_path: "경로",
    in_query: "쿼리",
    in_header: "헤더",
    tryIt: "직접 해보기",
    mediaType: "미디어 타입",
    example: "예시",
    moreHeaders: "추가 헤더(한 줄에 하나)",
    send: "보내기",
    open: "연결",
    stop: "중지",
    copy: "복사",
    copied: "복사됨",
    command: "명령",
    sending: "보내는 중…",
    reading: "받는 중…",
    stopped: "중지됨",
    ended: "스트림이 끝났습니다.",
    failed: "요청을 보내지 못했습니다",
    empty: "본문 없음",
    notSet: "지정 안 함",
    events: "개 이벤트",
    close: "닫힘",
    anyOf: "다음 중 하나 이상",
    oneOf: "다음 중 하나",
    allOf: "모두 해당",
    not: "다음은 제외",
    items: "각 항목",
    others: "그 밖의 항목",
    names: "이름",
    itemOfStream: "스트림의 각 이벤트",
  },
};

const key = "avo-docs-language";

function preferred() {
  try {
    const stored = localStorage.getItem(key);
    if (stored in words) return stored;
  } catch {
    // A browser may refuse to store anything.
  }
  return navigator.languages.find((one) => /^(ko|en)\b/.test(one))?.slice(0, 2) ?? "en";
}

let language = preferred();

export const label = (name) => words[language][name] ?? name;

/** Puts the words into everything that has a `data-label`. */
export function translate(root = document) {
  for (const element of root.querySelectorAll("[data-label]")) element.textContent = label(element.dataset.label);
}

export function currentLanguage() {
  return language;
}

export function switchLanguage() {
  language = language === "ko" ? "en" : "ko";
  try {
    localStorage.setItem(key, language);
  } catch {
    // Then it holds for this visit.
  }
}
