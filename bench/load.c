/*
 * load - the client side of the benchmark: IMAP sessions against a login proxy,
 * and questions to a lookup handler.
 *
 *   load MODE --to ADDRESS:PORT [options]
 *   load lookup ADDRESS:PORT COUNT CONNS kept|new [options]
 *
 * MODE
 *   login    COUNT times: connect, greeting, LOGIN, OK, LOGOUT, end of stream
 *   resume   the same over TLS, offering the newest session ticket; the first
 *            session fetches the ticket, all others start after it is there
 *   relay    CONNS sessions fetch BYTES together; every byte is accounted for
 *   noop     CONNS sessions do COUNT round trips of NOOP together
 *   hold     reads numbers from stdin, one per line; for each, opens sessions
 *            until that many are logged in (with one NOOP each) and idle, then
 *            reports; ends at end of input
 *   lookup   asks a lookup handler COUNT times, over CONNS connections with one
 *            request at a time each; kept: they stay, new: one for each request
 * Options
 *   --tls           TLS 1.3 from the first byte; the certificate is not checked
 *   --conns N       sessions at work at the same time (16)
 *   --count N       logins, or round trips
 *   --bytes N       bytes to fetch
 *   --limit S       gives up after S seconds (120)
 *   --users N       logs in as user1@example.com .. userN@example.com (100)
 *   --password P    (secret)
 *
 * Prints one line of JSON (in hold mode one per number). Client addresses
 * rotate over 127.0.1.1 .. 127.0.1.250, so that ports do not run out.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINE 78                         /* as sent by the upstream */
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

enum mode { M_LOGIN, M_RESUME, M_RELAY, M_NOOP, M_HOLD, M_LOOKUP };
enum state { CONNECT, HANDSHAKE, GREETING, LOGGING_IN, NOOPING, ASKED, FETCHING, IDLE, LEAVING,
             LOOKING_UP };

struct conn {
    int fd;
    enum state state;
    int gone;                           /* closed; freed after the current batch */
    struct conn *next;                  /* in the list of the gone */
    SSL *ssl;
    unsigned long long left;            /* round trips, bytes or questions still to do */
    unsigned long long at;              /* bytes received of the FETCH */
    int len;
    int user;                           /* who logs in, or is asked for */
    char line[1024];                    /* or the head of an answer, which is no longer */
};

static enum mode mode;
static int tls, kept, conns = 16, users = 100, limit = 120;
static unsigned long long count = 1000, bytes = 1000000;
static const char *password = "secret";
static struct sockaddr_in to;

static int ep;
static SSL_CTX *ctx;
static SSL_SESSION *ticket;             /* the newest one */
static struct conn *gone;
static unsigned long long target, started, asked, done, errors, lost, busy, idle;
static unsigned long long handshakes, resumed, received;
static char first_error[160] = "", cipher[64] = "", version[16] = "", group[32] = "";
static char buf[256 * 1024];

static void die(const char *what) { perror(what); exit(1); }

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int keep_ticket(SSL *ssl, SSL_SESSION *s)
{
    (void) ssl;
    if (ticket) SSL_SESSION_free(ticket);
    ticket = SSL_SESSION_dup(s);
    return 0;                           /* OpenSSL keeps its own */
}

static void close_conn(struct conn *c)
{
    if (c->ssl) {
        /* Without this OpenSSL would throw the session's ticket away. */
        SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(c->ssl);
    }
    close(c->fd);
    c->gone = 1;
    c->next = gone;
    gone = c;
    if (c->state == IDLE) idle--; else busy--;
}

static void fail(struct conn *c, const char *fmt, ...)
{
    if (!*first_error) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(first_error, sizeof first_error, fmt, ap);
        va_end(ap);
        for (char *p = first_error; *p; p++)        /* it goes into JSON */
            if (*p == '"' || *p == '\\' || *p < ' ') *p = '.';
    }
    if (c->state == IDLE) lost++; else errors++;
    close_conn(c);
}

static void watch(struct conn *c, int op, unsigned events)
{
    struct epoll_event ev = { .events = events, .data.ptr = c };
    if (epoll_ctl(ep, op, c->fd, &ev)) die("epoll_ctl");
}

static void open_one(void)
{
    struct conn *c = calloc(1, sizeof *c);
    struct sockaddr_in from = { .sin_family = AF_INET };
    int on = 1;
    if (!c) die("calloc");
    from.sin_addr.s_addr = htonl(0x7f000101 + started % 250);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) die("socket");
    setsockopt(c->fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (bind(c->fd, (void *) &from, sizeof from)) die("bind");
    /* Each its own from the start: sessions at the same time are of different users. */
    c->user = 1 + started % users;
    /* the shares of the sessions add up to the whole */
    if (mode == M_NOOP || kept) c->left = count / conns + (started < count % conns);
    else if (mode == M_LOOKUP) c->left = 1;
    if (mode == M_RELAY) c->left = bytes / conns + (started < bytes % conns);
    started++;
    busy++;
    if (connect(c->fd, (void *) &to, sizeof to) && errno != EINPROGRESS) {
        fail(c, "connect: %s", strerror(errno));
        return;
    }
    watch(c, EPOLL_CTL_ADD, EPOLLOUT);
}

static void open_more(void)
{
    while (started < target && busy < (unsigned) conns) {
        /* resume: the first session alone, to have a ticket for the others */
        if (mode == M_RESUME && !ticket && busy) return;
        open_one();
    }
}

static int say(struct conn *c, const char *s, int n)
{
    int w = c->ssl ? SSL_write(c->ssl, s, n) : (int) send(c->fd, s, n, MSG_NOSIGNAL);
    if (w == n) return 0;
    fail(c, "write failed: %s", strerror(errno));
    return -1;
}

static void log_out(struct conn *c)
{
    c->state = LEAVING;
    say(c, "a LOGOUT\r\n", 10);
}

/* What a proxy asks, header by header. */
static void ask(struct conn *c)
{
    char s[512];
    c->user = 1 + asked++ % users;
    c->state = LOOKING_UP;
    int n = snprintf(s, sizeof s,
                     "GET /service/extension/nginx-lookup HTTP/1.0\r\nHost: 127.0.0.1\r\n"
                     "Auth-Method: username\r\nAuth-User: user%d@example.com\r\n"
                     "Auth-Pass: _password_\r\nAuth-Protocol: imap\r\nAuth-Login-Attempt: 1\r\n"
                     "X-Proxy-IP: 127.0.0.1\r\nClient-IP: 192.0.2.10\r\n%s\r\n",
                     c->user, kept ? "Connection: keep-alive\r\n" : "");
    say(c, s, n);
}

/* Part of the head of an answer; there is no body. */
static void on_head(struct conn *c, const char *p, int n)
{
    char wanted[80];
    if (c->len + n >= (int) sizeof c->line) {
        fail(c, "answer too long");
        return;
    }
    memcpy(c->line + c->len, p, n);
    c->len += n;
    c->line[c->len] = 0;
    char *end = strstr(c->line, "\r\n\r\n");
    if (!end) return;
    snprintf(wanted, sizeof wanted, "\r\nAuth-User: user%d@example.com\r\n", c->user);
    if (strncmp(c->line, "HTTP/1.1 200 ", 13) || !strstr(c->line, "\r\nAuth-Status: OK\r\n")
        || !strstr(c->line, wanted) || !strstr(c->line, "\r\nContent-Length: 0\r\n") || end[4]) {
        fail(c, "wrong answer: %.120s", c->line);
        return;
    }
    c->len = 0;
    done++;
    if (--c->left) ask(c);
    else close_conn(c);                 /* whoever asked closes, as nginx does */
}

/* One line of the server, without its end. */
static void on_line(struct conn *c, const char *s)
{
    int tagged = s[0] == 'a' && s[1] == ' ';
    int ok = tagged && !strncmp(s + 2, "OK", 2);
    char cmd[200];
    int n;

    if (tagged && !ok) {
        fail(c, "refused: %.100s", s);
        return;
    }
    switch (c->state) {
    case GREETING:
        if (strncmp(s, "* OK", 4)) {
            fail(c, "greeting: %.100s", s);
            return;
        }
        n = snprintf(cmd, sizeof cmd, "a LOGIN user%d@example.com %s\r\n", c->user, password);
        c->state = LOGGING_IN;
        say(c, cmd, n);
        return;
    case LOGGING_IN:
        if (!ok) return;
        if (mode == M_RELAY) {
            n = snprintf(cmd, sizeof cmd, "a FETCH %llu\r\n", c->left);
            c->state = ASKED;
            say(c, cmd, n);
        } else if (mode == M_NOOP || mode == M_HOLD) {
            c->state = NOOPING;
            say(c, "a NOOP\r\n", 8);
        } else {
            log_out(c);
        }
        return;
    case ASKED:                         /* the literal is announced */
        if (!strncmp(s, "* 1 FETCH", 9)) c->state = FETCHING;
        return;
    case NOOPING:
        if (!ok) return;
        if (mode == M_HOLD) {
            c->state = IDLE;
            busy--;
            idle++;
            done++;
        } else {
            done++;
            if (--c->left) say(c, "a NOOP\r\n", 8);
            else log_out(c);
        }
        return;
    default:                            /* LEAVING, IDLE: nothing to do */
        return;
    }
}

static void on_data(struct conn *c, const char *p, int n)
{
    if (c->state == LOOKING_UP) {
        on_head(c, p, n);
        return;
    }
    while (n > 0 && !c->gone) {
        if (c->state == FETCHING) {
            int k = (unsigned long long) n < c->left ? n : (int) c->left;
            if (k) {                    /* the ends of every piece must be right */
                const char first = c->at % LINE, last = (c->at + k - 1) % LINE;
#define BYTE(i) ((i) == 76 ? '\r' : (i) == 77 ? '\n' : 'A' + (i) % 26)
                if (p[0] != BYTE(first) || p[k - 1] != BYTE(last)) {
                    fail(c, "wrong data at byte %llu", c->at);
                    return;
                }
                c->at += k;
                c->left -= k;
                received += k;
                p += k;
                n -= k;
                continue;
            }
        }
        const char *nl = memchr(p, '\n', n);
        int k = nl ? nl - p + 1 : n;
        if (c->len + k >= (int) sizeof c->line) {
            fail(c, "line too long");
            return;
        }
        memcpy(c->line + c->len, p, k);
        c->len += k;
        p += k;
        n -= k;
        if (!nl) return;
        while (c->len && (c->line[c->len - 1] == '\n' || c->line[c->len - 1] == '\r')) c->len--;
        c->line[c->len] = 0;
        c->len = 0;
        if (c->state == FETCHING) {
            if (!strcmp(c->line, ")")) continue;
            if (strncmp(c->line, "a OK", 4)) { fail(c, "after the data: %.100s", c->line); return; }
            done++;
            log_out(c);
        } else {
            on_line(c, c->line);
        }
    }
}

static void on_end(struct conn *c, const char *why)
{
    if (c->state != LEAVING) {
        static const char *names[] = { "connect", "handshake", "greeting", "login",
                                       "noop", "fetch", "fetch", "idle", "logout",
                                       "lookup" };
        fail(c, "closed during %s: %s", names[c->state], why);
        return;
    }
    if (mode == M_LOGIN || mode == M_RESUME) done++;
    close_conn(c);
}

static void on_handshake(struct conn *c)
{
    handshakes++;
    resumed += SSL_session_reused(c->ssl);
    if (!*cipher) {
        int nid = SSL_get_negotiated_group(c->ssl);
        const char *name = nid & TLSEXT_nid_unknown ? NULL : OBJ_nid2sn(nid);
        snprintf(cipher, sizeof cipher, "%s", SSL_get_cipher(c->ssl));
        snprintf(version, sizeof version, "%s", SSL_get_version(c->ssl));
        snprintf(group, sizeof group, "%s", name ? name : "other");
    }
    c->state = GREETING;
}

static void on_event(struct conn *c)
{
    if (c->gone) return;
    if (c->state == CONNECT) {
        int e = 0;
        socklen_t l = sizeof e;
        getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &e, &l);
        if (e) { fail(c, "connect: %s", strerror(e)); return; }
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
        c->state = GREETING;
        if (mode == M_LOOKUP) ask(c);
        if (!tls) return;
        c->state = HANDSHAKE;
        c->ssl = SSL_new(ctx);
        SSL_set_fd(c->ssl, c->fd);
        SSL_set_connect_state(c->ssl);
        if (mode == M_RESUME && ticket) {
            /* A copy: OpenSSL marks a session it shares as spent now and then. */
            SSL_SESSION *copy = SSL_SESSION_dup(ticket);
            SSL_set_session(c->ssl, copy);
            SSL_SESSION_free(copy);
        }
    }
    if (!tls) {
        ssize_t n = recv(c->fd, buf, sizeof buf, 0);
        if (n > 0) on_data(c, buf, n);
        else if (n == 0) on_end(c, "end of stream");
        else if (errno != EAGAIN) on_end(c, strerror(errno));
        return;
    }
    while (!c->gone) {
        int n = c->state == HANDSHAKE ? SSL_do_handshake(c->ssl)
                                      : SSL_read(c->ssl, buf, sizeof buf);
        if (n > 0) {
            if (c->state == HANDSHAKE) on_handshake(c);
            else on_data(c, buf, n);
            continue;
        }
        int e = SSL_get_error(c->ssl, n);
        if (e == SSL_ERROR_WANT_READ) return;
        if (e == SSL_ERROR_ZERO_RETURN) on_end(c, "end of stream");
        else {
            unsigned long code = ERR_peek_error();
            on_end(c, code ? ERR_reason_error_string(code) : strerror(errno));
            ERR_clear_error();
        }
        return;
    }
}

static void report(double seconds)
{
    printf("{\"done\": %llu, \"errors\": %llu, \"lost\": %llu, \"idle\": %llu, \"bytes\": %llu, "
           "\"seconds\": %.3f, \"per_second\": %.0f, \"handshakes\": %llu, \"resumed\": %llu, \"tls\": \"%s\", "
           "\"cipher\": \"%s\", \"group\": \"%s\", \"error\": \"%s\"}\n",
           done, errors, lost, idle, received, seconds, seconds > 0 ? done / seconds : 0,
           handshakes, resumed, version, cipher, group, first_error);
    fflush(stdout);
}

/* Works until all sessions started have ended, or in hold mode are idle. */
static void run(double deadline)
{
    struct epoll_event ev[256];
    open_more();
    while (busy || started < target) {
        int n = epoll_wait(ep, ev, 256, 500);
        if (n < 0 && errno != EINTR) die("epoll_wait");
        for (int i = 0; i < n; i++)
            if (ev[i].data.ptr) on_event(ev[i].data.ptr);
        while (gone) {
            struct conn *c = gone;
            gone = c->next;
            free(c);
        }
        if (mode == M_RESUME && !ticket && !busy && started) {
            if (!*first_error)
                snprintf(first_error, sizeof first_error, "the server gave no session ticket");
            errors++;
            return;
        }
        if (now() > deadline) {
            if (!*first_error) snprintf(first_error, sizeof first_error, "time limit reached");
            errors += busy;
            return;
        }
        open_more();
    }
}

/* Hold mode: wait for the next number while noticing sessions that die. */
static int next_number(double deadline)
{
    char line[32];
    struct epoll_event ev[256], in = { .events = EPOLLIN, .data.ptr = NULL };
    int input = epoll_ctl(ep, EPOLL_CTL_ADD, 0, &in) != 0;     /* a file is always ready */
    while (!input && now() < deadline) {
        int n = epoll_wait(ep, ev, 256, 500);
        for (int i = 0; i < n; i++) {
            if (!ev[i].data.ptr) input = 1;
            else on_event(ev[i].data.ptr);
        }
    }
    epoll_ctl(ep, EPOLL_CTL_DEL, 0, NULL);
    if (!input || !fgets(line, sizeof line, stdin)) return 0;
    return atoi(line);
}

/* ADDRESS:PORT; 0 if it is none. */
static int set_target(char *text)
{
    char *colon = strchr(text, ':');
    if (!colon) return 0;
    *colon = 0;
    to.sin_family = AF_INET;
    to.sin_port = htons(atoi(colon + 1));
    return inet_pton(AF_INET, text, &to.sin_addr) == 1;
}

/* ADDRESS:PORT COUNT CONNS kept|new; 0 if they are not. */
static int lookup_arguments(int n, char **a)
{
    if (n != 4 || tls || !set_target(a[0])) return 0;
    count = strtoull(a[1], NULL, 10);
    conns = atoi(a[2]);
    kept = !strcmp(a[3], "kept");
    if (kept && count < (unsigned) conns) count = conns;
    return kept || !strcmp(a[3], "new");
}

int main(int argc, char **argv)
{
    static const char *modes[] = { "login", "resume", "relay", "noop", "hold", "lookup" };
    static const struct option options[] = {
        { "to", 1, 0, 't' }, { "tls", 0, 0, 'T' }, { "conns", 1, 0, 'c' },
        { "count", 1, 0, 'n' }, { "bytes", 1, 0, 'b' }, { "limit", 1, 0, 'l' },
        { "users", 1, 0, 'u' }, { "password", 1, 0, 'p' }, { 0 } };
    int o, known = 0;

    while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) switch (o) {
        case 't':
            if (!set_target(optarg)) goto usage;
            break;
        case 'T': tls = 1; break;
        case 'c': conns = atoi(optarg); break;
        case 'n': count = strtoull(optarg, NULL, 10); break;
        case 'b': bytes = strtoull(optarg, NULL, 10); break;
        case 'l': limit = atoi(optarg); break;
        case 'u': users = atoi(optarg); break;
        case 'p': password = optarg; break;
        default: goto usage;
    }
    for (int i = 0; optind < argc && i < 6; i++)
        if (!strcmp(argv[optind], modes[i])) { mode = i; known = 1; }
    if (known && mode == M_LOOKUP) known = lookup_arguments(argc - optind - 1, argv + optind + 1);
    if (!known || !to.sin_family || conns < 1 || users < 1) {
usage:
        fprintf(stderr, "usage: load login|resume|relay|noop|hold --to ADDRESS:PORT [--tls] "
                "[--conns N] [--count N] [--bytes N] [--limit S] [--users N] [--password P]\n"
                "       load lookup ADDRESS:PORT COUNT CONNS kept|new [--limit S] [--users N]\n");
        return 2;
    }
    if (mode == M_RESUME) tls = 1;
    if (mode == M_NOOP && count < (unsigned) conns) count = conns;
    signal(SIGPIPE, SIG_IGN);
    alarm(limit + 30);                  /* whatever happens, it ends */
    if ((ep = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    if (tls) {
        ctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
        SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
        /* One suite, so that all proxies encrypt with the same cipher. */
        SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, keep_ticket);
    }

    double start = now(), deadline = start + limit;
    if (mode == M_HOLD) {
        int n;
        while ((n = next_number(deadline)) > 0) {
            start = now();
            target = started + (n > (int) idle ? n - idle : 0);
            run(deadline);
            report(now() - start);
        }
        return 0;                       /* the kernel closes what is open */
    }
    int one_each = mode == M_LOGIN || mode == M_RESUME || (mode == M_LOOKUP && !kept);
    target = one_each ? count : (unsigned) conns;
    run(deadline);
    report(now() - start);
    return errors != 0;
}
