"""The programs that are measured and those that they need, on free ports of the loopback interface."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")

# One answer that fits both questions of the chain, so that a server without any thought can give it.
ANSWER = {
    "title": "First hour of sepsis care",
    "content": "Adults with suspected sepsis are assessed within ten minutes, cultured before antibiotics, and treated "
    "within sixty minutes; lactate is measured within thirty.",
    "key_points": ["Assess within ten minutes", "Draw two sets of blood cultures", "Antibiotics within sixty minutes"],
    "categories": [
        {
            "name": "Assessment",
            "items": [
                {"text": "Was point 1 checked?", "required": True, "source_quote": "check point 1 of the list"},
                {"text": "Was point 9 checked?", "required": True, "source_quote": "check point 9 of the list"},
            ],
        },
        {"name": "Treatment", "items": [{"text": "Was lactate repeated?", "required": False, "source_quote": ""}]},
    ],
}
COMPLETION = json.dumps(
    {
        "id": "chatcmpl-bench", "object": "chat.completion", "created": 1732150000, "model": "bench",
        "choices": [
            {
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": json.dumps(ANSWER, separators=(",", ":"))},
            }
        ],
        "usage": {"prompt_tokens": 412, "completion_tokens": 187, "total_tokens": 599},
    },
    separators=(",", ":"),
)

NGINX = """
daemon off; worker_processes 1; error_log stderr crit; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy; fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi; scgi_temp_path {folder}/nginx-scgi;
    client_body_buffer_size 256k;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ default_type application/json; return 200 '{answer}'; }}
    }}
}}
"""


def quoted(text):
    """As it has to stand between single quotation marks in a configuration of nginx."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(*processes):
    """What processes have used so far; those that they started are not counted."""
    total = 0
    for process in processes:
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(*processes, kind="Pss"):
    """MB of a kind of pages: "Pss", in which pages that several processes share count once, or "Anonymous", those that
    a process allocated and shares with none."""
    kilobytes = 0
    for process in processes:
        text = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        kilobytes += int(re.search(rf"^{kind}:\s+(\d+)", text, re.M)[1]) * 1.024
    return kilobytes / 1000


class Processes:
    """Everything that was started, and is ended by its pid."""

    def __init__(self, executables):
        self.executables = pathlib.Path(executables).resolve()
        # Not /tmp, which is memory on many machines, and nothing is durable there.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="avo-bench-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        self.running = []
        # A signal that ends this program has to end what it started, too.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: sys.exit(128 + received))

    def start(self, command, marker=None, **settings):
        log = open(self.folder / f"{len(self.running)}.log", "w+b")
        environment = {"PATH": os.environ["PATH"], "LOG_FORMAT": "json", **settings}
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=self.folder)
        self.running.append(process)
        deadline = time.monotonic() + 300
        while marker and marker not in (text := pathlib.Path(log.name).read_text(errors="replace")):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[0]} did not start:\n{text}")
            time.sleep(0.005)
        return process

    def server(self, under=(), **settings):
        """Starts avo-server, which logs every request, as it is shipped."""
        port = free_port()
        command = [*under, self.executables / "avo-server"]
        return self.start(command, '"listening"', PORT=str(port), **settings), port

    def worker(self, **settings):
        return self.start([self.executables / "avo-worker"], '"working"', **settings)

    def model(self):
        """A model that answers at once: nginx with one static answer."""
        port = free_port()
        settings = self.folder / "nginx.conf"
        settings.write_text(NGINX.format(folder=self.folder, port=port, answer=quoted(COMPLETION)))
        self.start(["/usr/sbin/nginx", "-c", settings])
        wait_for_port(port)
        return port

    def slow_model(self, seconds):
        """A model that takes its time."""
        port = free_port()
        self.start([sys.executable, HERE / "slow_model.py", str(port), str(seconds)])
        wait_for_port(port)
        return port

    def postgres(self):
        """PostgreSQL as it is shipped: every commit is on disk before it is answered."""
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        data, port = self.folder / "postgres", free_port()
        data.mkdir()
        as_user = []
        if os.geteuid() == 0:
            shutil.chown(data, "postgres")
            as_user = ["runuser", "-u", "postgres", "--"]
        initdb = [*as_user, binaries / "initdb", "-A", "trust", "-U", "avo", "-D", data]
        # In the language of the markers, and with the same order of texts everywhere.
        initdb += ["--locale=C.UTF-8", "--encoding=UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/")
        server = [binaries / "postgres", "-D", data, "-p", str(port), "-k", data, "-h", "127.0.0.1"]
        return Postgres(self.start([*as_user, *server], "ready to accept"), port, binaries, data)

    def redis(self):
        """Redis as it is shipped."""
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", self.folder]
        self.start(command, "Ready to accept")
        return f"redis://127.0.0.1:{port}/0"

    def end(self, *processes):
        for process in processes or reversed(self.running):
            if process.poll() is None:
                # A tracer passes no signal on, and ends with the program that it traces.
                child = child_of(process) if process.args[0] == "strace" else None
                os.kill(child or process.pid, signal.SIGTERM)
                try:
                    process.wait(40)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def close(self):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def child_of(process):
    """The program that a tracer has started; None where there is none, as where it was attached."""
    text = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    return int(text.split()[0]) if text.split() else None


def wait_for_port(port):
    deadline = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit(f"nothing listens on {port}") from None
            time.sleep(0.01)


class Postgres:
    def __init__(self, process, port, binaries, data):
        self.process, self.port, self.binaries, self.data = process, port, binaries, data
        self.databases = 0

    def url(self, database):
        return f"postgres://avo@127.0.0.1:{self.port}/{database}"

    def new_database(self):
        self.databases += 1
        name = f"bench{self.databases}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def run(self, text, database="postgres"):
        command = [self.binaries / "psql", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        command += ["-p", str(self.port), "-U", "avo", database]
        result = subprocess.run(command, input=text, text=True, capture_output=True)
        if result.returncode:
            raise SystemExit(result.stderr)
        return result.stdout.strip()

    def pids(self):
        """Of the server and all its backends."""
        found = subprocess.run(["pgrep", "-f", f"^postgres:|-D {self.data}"], capture_output=True, text=True).stdout
        mine = [int(pid) for pid in found.split()]
        head = int((self.data / "postmaster.pid").read_text().split()[0])
        return [pid for pid in mine if pid == head or self.parent(pid) == head]

    @staticmethod
    def parent(pid):
        try:
            return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            return 0
