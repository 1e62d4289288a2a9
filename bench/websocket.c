/*
 * websocket - both ends of the WebSocket figure (RFC 6455).
 *
 *   websocket echo ADDRESS:PORT SECONDS
 *       agrees to every handshake and says back each frame; prints "ready"
 *   websocket load ADDRESS:PORT COUNT CONNS
 *       CONNS connections do COUNT round trips of one message together, with
 *       one message under way each; prints one line of JSON
 *
 * A message is 125 octets of text, the longest whose length fits into two octets
 * of head. Every octet that comes back is compared.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TEXT 125
#define TO_SERVER (2 + 4 + TEXT)        /* masked */
#define TO_CLIENT (2 + TEXT)
/* The key and the answer that the RFC has as its example. */
#define KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define ANSWER "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

struct conn {
    int fd;
    int open;                           /* the handshake is done */
    unsigned long long left;            /* round trips still to do */
    int len;
    unsigned char buf[4096];
};

static int ep;
static unsigned char frame[TO_SERVER];
static unsigned long long done;
static int busy;
static char error[160] = "";

static void die(const char *what) { perror(what); exit(1); }

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static struct sockaddr_in address(const char *text)
{
    struct sockaddr_in a = { .sin_family = AF_INET };
    char host[64];
    int port;
    if (sscanf(text, "%63[^:]:%d", host, &port) != 2 || inet_pton(AF_INET, host, &a.sin_addr) != 1) {
        fprintf(stderr, "%s is no ADDRESS:PORT\n", text);
        exit(2);
    }
    a.sin_port = htons(port);
    return a;
}

static void watch(struct conn *c)
{
    int on = 1;
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev)) die("epoll_ctl");
}

static void leave(struct conn *c, const char *why)
{
    if (why && !*error) snprintf(error, sizeof error, "%s", why);
    close(c->fd);
    free(c);
    busy--;
}

static int say(struct conn *c, const void *what, int n)
{
    return send(c->fd, what, n, MSG_NOSIGNAL) == n;
}

/* Takes octets from the buffer's front. */
static void take(struct conn *c, int n)
{
    c->len -= n;
    memmove(c->buf, c->buf + n, c->len);
}

/* The length of a head that is all there, else 0. */
static int head(struct conn *c)
{
    unsigned char *end = memmem(c->buf, c->len, "\r\n\r\n", 4);
    return end ? end + 4 - c->buf : 0;
}

/* ---------------------------------------------------------------- the server */

static const char *serve(struct conn *c)
{
    if (!c->open) {
        static const char agreed[] =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: " ANSWER "\r\n\r\n";
        int n = head(c);
        if (!n) return NULL;
        if (!memmem(c->buf, n, KEY, sizeof KEY - 1)) return "not the key";
        take(c, n);
        c->open = 1;
        if (!say(c, agreed, sizeof agreed - 1)) return "cannot answer";
    }
    while (c->len >= TO_SERVER) {
        unsigned char answer[TO_CLIENT] = { c->buf[0], TEXT };
        if (c->buf[1] != (0x80 | TEXT)) return "not our frame";
        for (int i = 0; i < TEXT; i++) answer[2 + i] = c->buf[6 + i] ^ c->buf[2 + i % 4];
        take(c, TO_SERVER);
        if (!say(c, answer, TO_CLIENT)) return "cannot answer";
    }
    return NULL;
}

static void echo(struct sockaddr_in at, int seconds)
{
    int on = 1, door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(door, (void *) &at, sizeof at) || listen(door, 4096)) die("listen");
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, door, &ev)) die("epoll_ctl");
    puts("ready");
    fflush(stdout);
    alarm(seconds);
    for (;;) {
        struct epoll_event events[256];
        int n = epoll_wait(ep, events, 256, -1);
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c) {
                int fd = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (fd < 0) continue;
                c = calloc(1, sizeof *c);
                if (!c) die("calloc");
                c->fd = fd;
                busy++;
                watch(c);
                continue;
            }
            int k = recv(c->fd, c->buf + c->len, sizeof c->buf - c->len, 0);
            if (k < 0 && errno == EAGAIN) continue;
            if (k <= 0) { leave(c, NULL); continue; }
            c->len += k;
            const char *wrong = serve(c);
            if (wrong) leave(c, wrong);
        }
    }
}

/* ---------------------------------------------------------------- the load */

/* Whether the connection goes on. */
static int hear(struct conn *c, const char **wrong)
{
    if (!c->open) {
        int n = head(c);
        if (!n) return 1;
        if (strncmp((char *) c->buf, "HTTP/1.1 101 ", 13) || !memmem(c->buf, n, ANSWER, sizeof ANSWER - 1)) {
            *wrong = "no handshake";
            return 0;
        }
        take(c, n);
        c->open = 1;
    } else {
        if (c->len < TO_CLIENT) return 1;
        if (c->buf[0] != frame[0] || c->buf[1] != TEXT) { *wrong = "wrong frame"; return 0; }
        for (int i = 0; i < TEXT; i++)
            if (c->buf[2 + i] != 'A' + i % 26) { *wrong = "wrong text"; return 0; }
        take(c, TO_CLIENT);
        done++;
        if (!--c->left) return 0;
    }
    if (say(c, frame, TO_SERVER)) return 1;
    *wrong = "write failed";
    return 0;
}

static void load(struct sockaddr_in to, unsigned long long count, int conns)
{
    static const char ask[] =
        "GET /static/socket HTTP/1.1\r\nHost: bench.example.com\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: " KEY "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    frame[0] = 0x81;
    frame[1] = 0x80 | TEXT;
    memcpy(frame + 2, "\x12\x34\x56\x78", 4);
    for (int i = 0; i < TEXT; i++) frame[6 + i] = ('A' + i % 26) ^ frame[2 + i % 4];
    double begin = now();
    for (int i = 0; i < conns; i++) {
        struct conn *c = calloc(1, sizeof *c);
        if (!c) die("calloc");
        c->left = count / conns + ((unsigned) i < count % conns);
        c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(c->fd, (void *) &to, sizeof to)) die("connect");
        busy++;
        watch(c);
        if (!say(c, ask, sizeof ask - 1)) leave(c, "write failed");
    }
    while (busy) {
        struct epoll_event events[256];
        int n = epoll_wait(ep, events, 256, 20000);
        if (!n) { snprintf(error, sizeof error, "nothing came for 20 s"); break; }
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            int k = recv(c->fd, c->buf + c->len, sizeof c->buf - c->len, 0);
            if (k <= 0) { leave(c, "the connection ended"); continue; }
            c->len += k;
            const char *wrong = NULL;
            if (!hear(c, &wrong)) leave(c, wrong);
        }
    }
    printf("{\"done\": %llu, \"errors\": %llu, \"error\": \"%s\", \"seconds\": %.3f}\n",
           done, count - done, error, now() - begin);
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (argc == 4 && !strcmp(argv[1], "echo")) echo(address(argv[2]), atoi(argv[3]));
    else if (argc == 5 && !strcmp(argv[1], "load"))
        load(address(argv[2]), strtoull(argv[3], NULL, 10), atoi(argv[4]));
    else {
        fprintf(stderr, "websocket echo ADDRESS:PORT SECONDS | load ADDRESS:PORT COUNT CONNS\n");
        return 2;
    }
    return 0;
}
