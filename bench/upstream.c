/*
 * upstream - the synthetic mail server behind the proxies under test.
 *
 *   upstream ADDRESS IMAP_PORT POP3_PORT AUTH_PORT LOOKUP_PORT SECONDS
 *
 * One epoll thread, four listeners:
 *   IMAP   accepts every login (LOGIN with literals, quoted strings or atoms,
 *          AUTHENTICATE PLAIN), answers ID, NOOP, CAPABILITY, LOGOUT, and
 *          "tag FETCH <bytes>", an invention of this benchmark: that many
 *          bytes of 76-character lines, as a literal, then "tag OK".
 *   POP3   accepts every login (XOIP, USER, PASS, AUTH PLAIN), NOOP, STAT, QUIT.
 *   AUTH   the HTTP end of nginx's auth_http: every login goes to IMAP_PORT
 *          (or POP3_PORT) on ADDRESS.
 *   LOOKUP a lookup handler that knows everybody, on the same two ports. It
 *          keeps a connection if asked to, and always answers at once.
 *          "GET /asked" answers with the number of routes it has told so far.
 *
 * It prints "ready" when it listens and ends by itself after SECONDS.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_SIZE 2048            /* the longest line or HTTP request accepted */
#define LINE 78                 /* 76 characters and CRLF */
#define CHUNK (LINE * 3400)     /* about 256 KB handed to the kernel at once */

enum kind { IMAP, POP3, AUTH, LOOKUP };
enum verb { NONE, ID, LOGIN, AUTHENTICATE, NOOP, LOGOUT, FETCH, CAPABILITY, UNKNOWN };

struct conn {
    int fd, listener;
    enum kind kind;
    enum verb verb;             /* the command under way, if it spans lines */
    char tag[33];
    int in_len;
    long skip;                  /* literal bytes still to pass over */
    int sasl;                   /* the next line is a SASL response */
    unsigned long long left;    /* FETCH bytes still to send */
    unsigned long long sent;
    char in[];
};

static int ep;
static char chunk[CHUNK + LINE];
static char auth_imap[200], auth_pop3[200];
static const char *address, *imap_port, *pop3_port;
static unsigned long long told;  /* routes, by the lookup handler */

static void die(const char *what) { perror(what); exit(1); }

static struct conn *new_conn(int fd, enum kind kind, int listener)
{
    struct conn *c = calloc(1, sizeof *c + (listener ? 0 : IN_SIZE));
    if (!c) die("calloc");
    c->fd = fd;
    c->kind = kind;
    c->listener = listener;
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev)) die("epoll_ctl");
    return c;
}

static void listen_on(int port, enum kind kind)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
    if (inet_pton(AF_INET, address, &a.sin_addr) != 1) die(address);
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (void *) &a, sizeof a)) die("bind");
    if (listen(fd, 4096)) die("listen");
    new_conn(fd, kind, 1);
}

static int reply_n(struct conn *c, const char *s, size_t n)
{
    return send(c->fd, s, n, MSG_NOSIGNAL) == (ssize_t) n ? 0 : -1;
}

static int reply(struct conn *c, const char *s) { return reply_n(c, s, strlen(s)); }

static void watch(struct conn *c, unsigned events)
{
    struct epoll_event ev = { .events = events, .data.ptr = c };
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
}

/* Sends the next piece of a FETCH; -1 when the connection is to be closed. */
static int pump(struct conn *c)
{
    size_t want = c->left < CHUNK ? c->left : CHUNK;
    ssize_t n = send(c->fd, chunk + c->sent % LINE, want, MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    c->sent += n;
    c->left -= n;
    if (c->left) return 0;
    char s[80];
    int len = snprintf(s, sizeof s, ")\r\n%s OK FETCH completed\r\n", c->tag);
    watch(c, EPOLLIN);
    /* The tail is tiny; if even that does not fit, wait for room. */
    while (send(c->fd, s, len, MSG_NOSIGNAL) != len) {
        if (errno != EAGAIN) return -1;
        usleep(100);
    }
    return 0;
}

/* A whole IMAP command has been read. */
static int imap_command(struct conn *c, const char *argument)
{
    char s[160];
    enum verb v = c->verb;
    c->verb = NONE;
    switch (v) {
    case ID:
        snprintf(s, sizeof s, "* ID NIL\r\n%s OK ID completed\r\n", c->tag);
        return reply(c, s);
    case CAPABILITY:
        snprintf(s, sizeof s, "* CAPABILITY IMAP4rev1 ID SASL-IR AUTH=PLAIN\r\n"
                 "%s OK completed\r\n", c->tag);
        return reply(c, s);
    case LOGIN: case AUTHENTICATE:
        snprintf(s, sizeof s, "%s OK LOGIN completed\r\n", c->tag);
        return reply(c, s);
    case NOOP:
        snprintf(s, sizeof s, "%s OK NOOP completed\r\n", c->tag);
        return reply(c, s);
    case LOGOUT:
        snprintf(s, sizeof s, "* BYE logging out\r\n%s OK LOGOUT completed\r\n", c->tag);
        reply(c, s);
        return -1;
    case FETCH:
        c->left = strtoull(argument, NULL, 10);
        c->sent = 0;
        /* A literal, as every mailbox server sends the body of a message. */
        snprintf(s, sizeof s, "* 1 FETCH (BODY[] {%llu}\r\n", c->left);
        if (reply(c, s)) return -1;
        watch(c, EPOLLIN | EPOLLOUT);
        return pump(c);
    default:
        snprintf(s, sizeof s, "%s BAD unknown command\r\n", c->tag);
        return reply(c, s);
    }
}

static int imap_line(struct conn *c, char *line, int len)
{
    static const char *names[] = { "", "ID", "LOGIN", "AUTHENTICATE", "NOOP",
                                   "LOGOUT", "FETCH", "CAPABILITY" };
    char *argument = "";

    if (c->sasl) {
        c->sasl = 0;
        return imap_command(c, "");
    }
    if (c->verb == NONE) {      /* a new command: tag, verb, argument */
        char *save, *tag = strtok_r(line, " ", &save);
        char *verb = strtok_r(NULL, " ", &save);
        argument = save ? save : "";
        if (!tag || !verb || strlen(tag) >= sizeof c->tag)
            return reply(c, "* BAD\r\n");
        strcpy(c->tag, tag);
        c->verb = UNKNOWN;
        for (int i = ID; i < UNKNOWN; i++)
            if (!strcasecmp(verb, names[i])) c->verb = i;
        len = strlen(argument);
        if (c->verb == AUTHENTICATE && !strchr(argument, ' ')) {
            c->sasl = 1;
            return reply(c, "+ \r\n");
        }
        line = argument;
    }
    if (len > 2 && line[len - 1] == '}') {      /* ends in a literal: {n} or {n+} */
        char *open = memrchr(line, '{', len);
        if (open) {
            c->skip = atol(open + 1);
            return line[len - 2] == '+' ? 0 : reply(c, "+ go ahead\r\n");
        }
    }
    return imap_command(c, argument);
}

static int pop3_line(struct conn *c, char *line)
{
    if (c->sasl) c->sasl = 0;
    else if (!strncasecmp(line, "QUIT", 4)) { reply(c, "+OK bye\r\n"); return -1; }
    else if (!strncasecmp(line, "STAT", 4)) return reply(c, "+OK 0 0\r\n");
    else if (!strcasecmp(line, "AUTH PLAIN")) { c->sasl = 1; return reply(c, "+ \r\n"); }
    return reply(c, "+OK\r\n");
}

/* nginx sends a GET without a body; one answer, then close. */
static int auth_input(struct conn *c)
{
    if (!memmem(c->in, c->in_len, "\r\n\r\n", 4)) return c->in_len == IN_SIZE ? -1 : 0;
    int pop3 = memmem(c->in, c->in_len, "Auth-Protocol: pop3", 19) != NULL;
    reply(c, pop3 ? auth_pop3 : auth_imap);
    return -1;
}

static int has(const char *head, size_t len, const char *text)
{
    return memmem(head, len, text, strlen(text)) != NULL;
}

/* One request of a proxy, with the empty line at its end: a route for whoever it names. */
static int lookup_answer(struct conn *c, const char *head, size_t len)
{
    static const char name[] = "\r\nAuth-User: ";
    char s[600], count[24];
    int kept = has(head, len, "\r\nConnection: keep-alive\r\n");

    if (!strncmp(head, "GET /asked ", 11)) {
        int digits = snprintf(count, sizeof count, "%llu\n", told);
        snprintf(s, sizeof s, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n"
                 "Connection: close\r\n\r\n%s", digits, count);
        reply(c, s);
        return -1;
    }
    const char *user = memmem(head, len, name, sizeof name - 1);
    if (!user) {                /* nobody is asked for: is anybody there? */
        snprintf(s, sizeof s, "HTTP/1.1 200 OK\r\nAuth-Status: missing header field Auth-User\r\n"
                 "Content-Length: 0\r\nConnection: %s\r\n\r\n", kept ? "keep-alive" : "close");
    } else {
        user += sizeof name - 1;
        int n = (char *) memchr(user, '\r', head + len - user) - user;
        if (n > 256) return -1;
        told++;
        snprintf(s, sizeof s, "HTTP/1.1 200 OK\r\nAuth-Status: OK\r\nAuth-Server: %s\r\n"
                 "Auth-Port: %s\r\nAuth-User: %.*s\r\nContent-Length: 0\r\n"
                 "Connection: %s\r\n\r\n", address,
                 has(head, len, "\r\nAuth-Protocol: pop3") ? pop3_port : imap_port, n, user,
                 kept ? "keep-alive" : "close");
    }
    return reply(c, s) || !kept ? -1 : 0;
}

static int lookup_input(struct conn *c)
{
    int at = 0, rc = 0;
    while (!rc) {
        char *end = memmem(c->in + at, c->in_len - at, "\r\n\r\n", 4);
        if (!end) break;
        size_t len = end + 4 - (c->in + at);
        rc = lookup_answer(c, c->in + at, len);
        at += len;
    }
    memmove(c->in, c->in + at, c->in_len - at);
    c->in_len -= at;
    return rc ? rc : c->in_len == IN_SIZE ? -1 : 0;
}

static int consume(struct conn *c)
{
    if (c->kind == AUTH) return auth_input(c);
    if (c->kind == LOOKUP) return lookup_input(c);
    int at = 0, rc = 0;
    while (!rc && !c->left && at < c->in_len) {
        if (c->skip) {
            long n = c->in_len - at < c->skip ? c->in_len - at : c->skip;
            c->skip -= n;
            at += n;
            continue;
        }
        char *start = c->in + at, *nl = memchr(start, '\n', c->in_len - at);
        if (!nl) break;
        at = nl + 1 - c->in;
        if (nl > start && nl[-1] == '\r') nl--;
        *nl = 0;
        rc = c->kind == IMAP ? imap_line(c, start, nl - start)
                             : pop3_line(c, start);
    }
    memmove(c->in, c->in + at, c->in_len - at);
    c->in_len -= at;
    return rc ? rc : c->in_len == IN_SIZE ? -1 : 0;
}

static void accept_all(struct conn *l)
{
    for (;;) {
        int on = 1, fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno != EAGAIN && errno != ECONNABORTED) perror("accept");
            return;
        }
        if (l->kind != AUTH) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct conn *c = new_conn(fd, l->kind, 0);
        if (l->kind == IMAP) reply(c, "* OK ready\r\n");
        if (l->kind == POP3) reply(c, "+OK ready\r\n");
    }
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: upstream ADDRESS IMAP_PORT POP3_PORT AUTH_PORT LOOKUP_PORT SECONDS\n");
        return 2;
    }
    address = argv[1];
    imap_port = argv[2];
    pop3_port = argv[3];
    alarm(atoi(argv[6]));
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < (int) sizeof chunk; i++)
        chunk[i] = i % LINE == 76 ? '\r' : i % LINE == 77 ? '\n' : 'A' + i % LINE % 26;
    const char *answer = "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: %s\r\n"
                         "Auth-Port: %s\r\n\r\n";
    snprintf(auth_imap, sizeof auth_imap, answer, address, imap_port);
    snprintf(auth_pop3, sizeof auth_pop3, answer, address, pop3_port);
    if ((ep = epoll_create1(EPOLL_CLOEXEC)) < 0) die("epoll_create1");
    listen_on(atoi(imap_port), IMAP);
    listen_on(atoi(pop3_port), POP3);
    listen_on(atoi(argv[4]), AUTH);
    listen_on(atoi(argv[5]), LOOKUP);
    printf("ready\n");
    fflush(stdout);

    struct epoll_event ev[256];
    for (;;) {
        int n = epoll_wait(ep, ev, 256, -1);
        for (int i = 0; i < n; i++) {
            struct conn *c = ev[i].data.ptr;
            int rc = 0;
            if (c->listener) { accept_all(c); continue; }
            if (ev[i].events & EPOLLOUT && c->left) {
                rc = pump(c);
                if (!rc && !c->left) rc = consume(c);   /* what came in meanwhile */
            }
            if (!rc && ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
                ssize_t r = recv(c->fd, c->in + c->in_len, IN_SIZE - c->in_len, 0);
                if (r > 0) {
                    c->in_len += r;
                    rc = consume(c);
                } else if (r == 0 || errno != EAGAIN) {
                    rc = -1;
                }
            }
            if (rc) { close(c->fd); free(c); }
        }
    }
}
