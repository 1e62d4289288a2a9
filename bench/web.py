"""The figures of the web: Gatepost beside nginx and HAProxy, before the same web server."""

import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import time

from parts import (Failed, child, compiler_seconds, cpu_seconds, end, has_aot_cache,
                   launch_gatepost, nginx_binary, nginx_worker, number, rss, say, sbin, spread,
                   stop_here, verdict, wait_until)

HERE = os.path.dirname(os.path.abspath(__file__))
NEEDED = {"wrk": "wrk", "h2load": "nghttp2-client", "haproxy": "haproxy"}

# On 127.0.0.1 like the others: (plain, TLS) for each proxy.
PORTS = {"web-backend": 21680, "web-socket": 21681, "web-nginx": (21600, 21643),
         "web-nginx-zimbra": 21601, "web-haproxy": (21610, 21653), "web-gatepost": (21620, 21663)}

# figure: title, target for Gatepost/nginx, and how the load is made:
# (tool, TLS, file, seconds or amount, the same with --quick)
FIGURES = {
    "web-1k":        ("1 KB, plain",                      1.3, ("wrk", False, "1k", 5, 1)),
    "web-100k":      ("100 KB, plain",                    0.8, ("wrk", False, "100k", 5, 1)),
    "web-1k-tls":    ("1 KB, TLS",                        1.0, ("wrk", True, "1k", 5, 1)),
    "web-100k-tls":  ("100 KB, TLS",                      0.8, ("wrk", True, "100k", 5, 1)),
    "web-h2-1k":     ("1 KB, HTTP/2",                     1.0, ("h2load", True, "1k", 60000, 15000)),
    "web-h2-100k":   ("100 KB, HTTP/2",                   0.8, ("h2load", True, "100k", 8000, 2000)),
    "web-1k-zimbra": ("1 KB, plain, nginx in Zimbra's way", 0.5, ("wrk", False, "1k", 5, 1)),
    "web-socket":    ("WebSocket, 125 B there and back",  None,
                      ("websocket", False, None, 100000, 20000)),
}
IDLE = "web-idle"
NAMES = [*FIGURES, IDLE]
ZIMBRA = "web-1k-zimbra"
CONNECTIONS = 32                        # of wrk, and of WebSockets
CLIENTS, STREAMS = 8, 16                # of h2load
KEPT = CLIENTS * STREAMS                # connections to the web server that a proxy may keep unused
# Before anything is counted: (figure, seconds or amount, the same with --quick). A virtual machine
# compiles while it runs: such laps are run until its compilers rest, that is, take less than this
# part of the CPU, but no more than so many.
WARM_UP = [("web-1k", 8, 3), ("web-100k", 3, 1), ("web-1k-tls", 8, 2), ("web-100k-tls", 3, 1),
           ("web-h2-1k", 100000, 30000), ("web-h2-100k", 10000, 2000), ("web-socket", 50000, 20000)]
RESTING, LAPS = 0.01, 6
# Libraries differ in which cipher suite they prefer; wrk offers this one alone.
SUITE = "TLS_AES_128_GCM_SHA256"


def missing():
    """Debian packages that are not there."""
    return [package for program, package in NEEDED.items() if not sbin(program)]


class Proxy:
    """A proxy under test. `pid` is the process whose CPU and memory count."""
    process = pid = None

    def __init__(self, scratch):
        self.dir = os.path.join(scratch, self.name)
        os.makedirs(self.dir, exist_ok=True)
        self.plain, self.tls = PORTS[self.name]
        self.configure(scratch)

    def write(self, name, text):
        with open(os.path.join(self.dir, name), "w") as f:
            f.write(text)

    def port(self, figure, tls):
        return self.tls if tls else self.plain

    def log(self):
        return open(os.path.join(self.dir, "output.log"), "a")

    def stop(self):
        if self.process:
            end(self.process)
            self.process = self.pid = None


def nginx_configuration(folder, http):
    user = "user root;\n" if os.geteuid() == 0 else ""
    paths = "\n".join(f"    {of}_temp_path {folder}/{of};"
                      for of in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return f"""{user}worker_processes 1;
worker_rlimit_nofile {resource.getrlimit(resource.RLIMIT_NOFILE)[1]};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 20000; }}
http {{
{paths}
    keepalive_requests 1000000000;
    tcp_nodelay on;
{http}
}}
"""


def start_nginx(proxy, port):
    with proxy.log() as log:
        proxy.process = child([nginx_binary(), "-e", f"{proxy.dir}/error.log", "-p", proxy.dir,
                               "-c", f"{proxy.dir}/nginx.conf"], stdout=log, stderr=log)
    wait_until(proxy.process, port, "nginx", f"{proxy.dir}/error.log")
    proxy.pid = nginx_worker(proxy.process)


class Backend(Proxy):
    """The web server behind all proxies: an nginx with two files, whose CPU is not counted."""
    name = "web-backend"

    def __init__(self, scratch):
        self.dir = os.path.join(scratch, self.name)
        static = os.path.join(self.dir, "static")
        os.makedirs(static, exist_ok=True)
        for name, octets in (("1k", 1000), ("100k", 100000)):
            with open(os.path.join(static, name), "wb") as f:
                f.write(os.urandom(octets))
        self.write("nginx.conf", nginx_configuration(self.dir, f"""
    access_log off;
    sendfile on;
    keepalive_timeout 300s;
    server {{
        listen 127.0.0.1:{PORTS['web-backend']} backlog=4096;
        root {self.dir};
        location /static/socket {{
            proxy_pass http://127.0.0.1:{PORTS['web-socket']};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }}
    }}"""))
        self.socket = child([f"{scratch}/websocket", "echo", f"127.0.0.1:{PORTS['web-socket']}",
                             str(60 * 60)], stdout=subprocess.PIPE)
        if self.socket.stdout.readline() != b"ready\n":
            raise Failed("the WebSocket server did not start")
        start_nginx(self, PORTS["web-backend"])

    def stop(self):
        super().stop()
        end(self.socket)


class Nginx(Proxy):
    name, title, column = "web-nginx", "nginx", "nginx"

    def port(self, figure, tls):
        return PORTS["web-nginx-zimbra"] if figure == ZIMBRA else super().port(figure, tls)

    def configure(self, scratch):
        backend = f"127.0.0.1:{PORTS['web-backend']}"
        told = """proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"""
        self.write("nginx.conf", nginx_configuration(self.dir, f"""
    access_log {self.dir}/access.log;
    upstream backend {{ server {backend}; keepalive {KEPT}; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{self.plain} backlog=4096;
        listen 127.0.0.1:{self.tls} ssl http2 backlog=4096;
        ssl_certificate {scratch}/proxy.crt;
        ssl_certificate_key {scratch}/proxy.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        location / {{
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            {told}
        }}
        location /static/socket {{
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            {told}
        }}
    }}
    # As Zimbra's templates have it: HTTP/1.0, a new connection for each request.
    upstream zimbra {{ server {backend}; }}
    server {{
        listen 127.0.0.1:{PORTS['web-nginx-zimbra']} backlog=4096;
        location / {{ proxy_pass http://zimbra; {told} }}
    }}"""))

    def start(self):
        start_nginx(self, self.plain)


class Haproxy(Proxy):
    name, title, column = "web-haproxy", "HAProxy", "haproxy"

    def configure(self, scratch):
        with open(f"{scratch}/proxy.crt") as crt, open(f"{scratch}/proxy.key") as key:
            self.write("proxy.pem", crt.read() + key.read())
        self.write("haproxy.cfg", f"""
global
    nbthread 1
    maxconn {(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 500) // 2}
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    option forwardfor
    http-reuse always
    timeout connect 5s
    timeout client 300s
    timeout server 300s
    timeout tunnel 300s
    default_backend web
frontend plain
    bind 127.0.0.1:{self.plain} backlog 4096
frontend tls
    bind 127.0.0.1:{self.tls} backlog 4096 ssl crt {self.dir}/proxy.pem alpn h2,http/1.1
backend web
    server one 127.0.0.1:{PORTS['web-backend']} pool-max-conn 64
""")

    def start(self):
        with self.log() as log:         # its access log
            self.process = child([sbin("haproxy"), "-db", "-f", f"{self.dir}/haproxy.cfg"],
                                 stdout=log, stderr=log)
        wait_until(self.process, self.plain, "HAProxy", f"{self.dir}/output.log")
        self.pid = self.process.pid


class Gatepost(Proxy):
    name, title, column = "web-gatepost", "Gatepost", "gatepost"
    command = []
    aot = None

    def configure(self, scratch):
        for f in ("proxy.crt", "proxy.key"):
            shutil.copy(os.path.join(scratch, f), self.dir)
        self.write("gatepost.yaml", f"""server: bench.example.com
listen: 127.0.0.1
roles: [proxy]
directory: {{file: directory.ldif}}
doors:
  - {{protocol: http, address: 127.0.0.1, port: {self.plain}, tls: none}}
  - {{protocol: http, address: 127.0.0.1, port: {self.tls}, tls: implicit}}
tls: {{certificate: proxy.crt, key: proxy.key}}
attributes:
  zimbraReverseProxyMailMode: both
  zimbraReverseProxyStrictServerNameEnabled: "FALSE"
  zimbraReverseProxySSLToUpstreamEnabled: "FALSE"
  zimbraReverseProxyWorkerProcesses: 1
  gatepostWebUpstreamMaxIdle: {KEPT}
""")
        entries = [
            "dn: cn=zimbra\nobjectClass: organizationalRole\ncn: zimbra\n",
            "dn: cn=config,cn=zimbra\nobjectClass: organizationalRole\n"
            "objectClass: zimbraGlobalConfig\ncn: config\n",
            "dn: cn=servers,cn=zimbra\nobjectClass: organizationalRole\ncn: servers\n",
            "dn: cn=bench.example.com,cn=servers,cn=zimbra\nobjectClass: zimbraServer\n"
            "cn: bench.example.com\nzimbraServiceHostname: bench.example.com\n"
            "zimbraServiceEnabled: proxy\n",
            "dn: cn=127.0.0.1,cn=servers,cn=zimbra\nobjectClass: zimbraServer\ncn: 127.0.0.1\n"
            "zimbraServiceHostname: 127.0.0.1\nzimbraServiceEnabled: service\n"
            "zimbraServiceEnabled: zimbra\nzimbraServiceEnabled: mailbox\n"
            "zimbraReverseProxyLookupTarget: TRUE\nzimbraMailMode: both\n"
            f"zimbraMailPort: {PORTS['web-backend']}\n"]
        self.write("directory.ldif", "\n".join(entries))

    def start(self):
        self.process, self.pid, _ = launch_gatepost(self.command, self.dir)
        Gatepost.aot = has_aot_cache(self.pid)


class Web:
    """All measurements of the web, and their part of the result."""

    def __init__(self, options, scratch, fail):
        self.o, self.scratch, self.fail = options, scratch, fail
        self.samples = {}               # figure -> proxy -> round -> value
        self.memory = {}                # proxy -> round -> {connections: bytes}
        Gatepost.command = options.command
        self.kinds = [Nginx, Haproxy] + ([] if options.without_gatepost else [Gatepost])
        r = subprocess.run(["gcc", "-O2", "-o", f"{scratch}/websocket", f"{HERE}/websocket.c"],
                           capture_output=True, text=True)
        if r.returncode:
            stop_here(f"gcc could not compile websocket.c:\n{r.stderr}")
        with open(f"{scratch}/openssl.cnf", "w") as f:
            f.write("openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = default\n"
                    f"[default]\nCiphersuites = {SUITE}\nMinProtocol = TLSv1.3\n")

    def run(self, figures):
        cpu = [f for f in FIGURES if f in figures]
        backend = Backend(self.scratch)
        try:
            if cpu:
                self.cpu_figures(cpu)
            if IDLE in figures:
                self.idle_figure()
        finally:
            backend.stop()

    # ------------------------------------------------------------ CPU

    def cpu_figures(self, figures):
        proxies = [kind(self.scratch) for kind in self.kinds]
        try:
            for p in proxies:
                p.start()
            for p in proxies:
                self.warm_up(p, figures)
            for n in range(self.o.rounds):
                say(f"web, round {n + 1} of {self.o.rounds}")
                for figure in figures:
                    amount, quick = FIGURES[figure][2][3:]
                    for p in proxies:
                        if figure == ZIMBRA and p.name == Haproxy.name:
                            continue
                        value = self.attempt(figure, p, quick if self.o.quick else amount)
                        if value is not None:
                            self.samples.setdefault(figure, {}).setdefault(p.column, {})[n] = value
                            say(f"    {figure:15} {p.title:19} {number(value):>8} us CPU")
        finally:
            for p in proxies:
                p.stop()

    def warm_up(self, proxy, figures):
        for lap in range(1 if self.o.quick else LAPS):
            say(f"web, warm-up of {proxy.title}")
            compilers, all = compiler_seconds(proxy.pid), cpu_seconds(proxy.pid)
            for figure, amount, quick in WARM_UP:
                if figure in figures or figure == "web-1k":
                    self.attempt(figure, proxy, quick if self.o.quick else amount)
            compilers = compiler_seconds(proxy.pid) - compilers
            if compilers <= RESTING * (cpu_seconds(proxy.pid) - all):
                break

    def attempt(self, figure, proxy, amount):
        """Microseconds of the proxy's CPU for one request or round trip; None if it failed."""
        tool, tls, file, *_ = FIGURES[figure][2]
        try:
            before = cpu_seconds(proxy.pid)
            done = getattr(self, tool)(proxy.port(figure, tls), tls, file, amount)
            time.sleep(0.1)
            return 1e6 * (cpu_seconds(proxy.pid) - before) / done
        except (Failed, OSError, ValueError, subprocess.SubprocessError) as e:
            self.fail(f"{figure} on {proxy.title}", e)
            return None

    @staticmethod
    def url(port, tls, file):
        return f"http{'s' if tls else ''}://127.0.0.1:{port}/static/{file}"

    def wrk(self, port, tls, file, seconds):
        r = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s",
                            self.url(port, tls, file)], capture_output=True, text=True,
                           timeout=seconds + 60,
                           env={**os.environ, "OPENSSL_CONF": f"{self.scratch}/openssl.cnf"})
        done = re.search(r"(\d+) requests in ", r.stdout)
        wrong = re.search(r"Socket errors:.*|Non-2xx.*", r.stdout)
        if not done or int(done[1]) < 100 or wrong:
            raise Failed(f"wrk: {wrong[0] if wrong else r.stdout.strip() or r.stderr.strip()}")
        return int(done[1])

    def h2load(self, port, tls, file, amount):
        r = subprocess.run(["h2load", "-t1", f"-n{amount}", f"-c{CLIENTS}", f"-m{STREAMS}",
                            f"--tls13-ciphers={SUITE}", self.url(port, tls, file)],
                           capture_output=True, text=True, timeout=120)
        done = re.search(r"status codes: (\d+) 2xx", r.stdout)
        if "Application protocol: h2\n" not in r.stdout or not done or int(done[1]) != amount:
            found = re.search(r"requests:.*|.*error.*", r.stdout + r.stderr)
            raise Failed(f"h2load: {found[0] if found else 'no HTTP/2'}")
        return amount

    def websocket(self, port, tls, file, amount):
        r = subprocess.run([f"{self.scratch}/websocket", "load", f"127.0.0.1:{port}", str(amount),
                            str(CONNECTIONS)], capture_output=True, text=True, timeout=120)
        report = json.loads(r.stdout)
        if report["errors"]:
            raise Failed(f"{report['errors']} round trips missing: {report['error']}")
        return amount

    # ------------------------------------------------------------ memory

    def levels(self):
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 1000
        low, high = (200, 2000) if self.o.quick else (1000, 9000)
        return (low, high) if high <= most else (most // 9, most)

    def idle_figure(self):
        for n in range(min(self.o.rounds, 1 if self.o.quick else 2)):
            for kind in self.kinds:
                p = kind(self.scratch)
                say(f"web, idle connections, {p.title}, {n + 1}")
                try:
                    found = self.idle_once(p)
                    self.memory.setdefault(p.column, {})[n] = found
                    say("    " + ", ".join(f"{k} connections {v / 1e6:.1f} MB"
                                           for k, v in found.items()))
                except (Failed, OSError, subprocess.SubprocessError) as e:
                    self.fail(f"{IDLE} on {p.title}", e)
                finally:
                    p.stop()

    def idle_once(self, proxy):
        """Connections that have had an answer each, and wait."""
        proxy.start()
        self.wrk(proxy.plain, False, "1k", 1 if self.o.quick else 5)
        held, found = [], {}
        try:
            for level in self.levels():
                while len(held) < level:
                    s = socket.create_connection(("127.0.0.1", proxy.plain), 20)
                    held.append(s)
                    self.one_answer(s)
                time.sleep(1 if self.o.quick else 5)
                found[level] = rss(proxy.pid)
            for s in held[::100]:       # still there?
                self.one_answer(s)
            return found
        finally:
            for s in held:
                s.close()

    @staticmethod
    def one_answer(s):
        s.sendall(b"GET /static/1k HTTP/1.1\r\nHost: bench.example.com\r\n\r\n")
        got = b""
        while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < 1000:
            more = s.recv(65536)
            if not more:
                raise Failed("an idle connection was closed")
            got += more
        if not got.startswith(b"HTTP/1.1 200 "):
            raise Failed(f"an idle connection was answered {got[:40]}")

    # ------------------------------------------------------------ result

    def rows(self):
        """(key, title, unit, {proxy: {round: value}}, target) for every line of the table."""
        for figure, (title, target, _) in FIGURES.items():
            if figure in self.samples:
                yield figure, title, "us CPU", self.samples[figure], target
        if self.memory:
            low, high = self.levels()
            yield (IDLE, f"memory per idle connection, {low:,}-{high:,}", "B",
                   {p: {n: (m[high] - m[low]) / (high - low) for n, m in by.items()}
                    for p, by in self.memory.items()}, None)
            yield (IDLE + ":whole", f"whole process, {high:,} idle connections", "MB RSS",
                   {p: {n: m[high] / 1e6 for n, m in by.items()} for p, by in self.memory.items()},
                   None)

    def result(self):
        """Lines of the table, verdicts, and all values, as those of the mail figures."""
        lines = [("web figure", "unit", "nginx", "HAProxy", "Gatepost", "Gatepost/nginx",
                  "Gatepost/HAProxy")]
        verdicts, summary = [], {}
        for key, title, unit, by, target in self.rows():
            nginx, haproxy, ours = (by.get(c, {}) for c in ("nginx", "haproxy", "gatepost"))
            ratios = [ours[n] / nginx[n] for n in sorted(ours) if nginx.get(n)]
            others = [ours[n] / haproxy[n] for n in sorted(ours) if haproxy.get(n)]
            lines.append((title, unit, spread(nginx.values()), spread(haproxy.values()),
                          spread(ours.values()), spread(ratios), spread(others)))
            median = statistics.median(ratios) if ratios else None
            met = None if median is None or target is None else median <= target
            if target is not None:
                verdicts.append((f"web, {title}", "not measured" if median is None else f"{median:.2f}",
                                 f"<= {target:g}", verdict(met)))
            summary[key] = {"title": title, "unit": unit, "target": target, "met": met,
                            "values": {p: list(v.values()) for p, v in by.items()},
                            "ratios": ratios, "ratio": median, "ratios_haproxy": others}
        return (lines if len(lines) > 1 else []), verdicts, summary
