package org.gatepost.mail.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatepost.mail.dialogue.Dialogue;
import org.gatepost.mail.dialogue.LoginRequest;
import org.gatepost.mail.dialogue.Octets;
import org.gatepost.mail.dialogue.Parting;
import org.gatepost.mail.dialogue.Refusal;
import org.gatepost.mail.dialogue.Step;
import org.gatepost.mail.login.LoginAttempt;
import org.gatepost.mail.login.LoginOutcome;
import org.gatepost.net.Channels;
import org.gatepost.net.listener.ProxyHeaderHandler.ClientNamed;
import org.gatepost.net.relay.RelayTerms;
import org.gatepost.net.tls.TlsFault;
import org.gatepost.telemetry.LoginRecord;
import org.gatepost.telemetry.SessionLabel;
import org.jspecify.annotations.Nullable;

/**
 * Runs a dialogue on a client's channel, from the first word to the relay. The only interpreter of
 * {@link Step steps}, the same for all protocols. Confined to the channel's event loop.
 */
final class DialogueHandler<C> extends ChannelInboundHandlerAdapter implements LoginOutcome {
  /** What a client may send on while its login is under way, before it is no longer read. */
  private static final int MAX_EARLY_OCTETS = 16 * 1024;

  private final Door door;
  private final Sessions sessions;
  private final MailProtocol<C> protocol;
  private final CommandDecoder<C> decoder;
  private final Dialogue<C> dialogue;
  private final ClientConnection client;

  private Stage stage = Stage.OPENING;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private int turnedAwayOctets;
  private @Nullable LoginAttempt attempt;
  private @Nullable DialogueClock clock;

  private enum Stage {
    /** A PROXY header or TLS is awaited before the first word. */
    OPENING,
    /** The client has the word. */
    LISTENING,
    /** STARTTLS was granted; TLS is not through yet. */
    SECURING,
    /** A login is under way, or its refusal waits to be told. */
    LOGGING_IN,
    /** The relay has taken over, or the connection closes. */
    ENDED
  }

  private DialogueHandler(MailProtocol<C> protocol, Door door, Sessions sessions, String listener) {
    this.protocol = protocol;
    this.door = door;
    this.sessions = sessions;
    this.decoder = protocol.newDecoder();
    this.dialogue = protocol.newDialogue(door.clearText());
    this.client = new ClientConnection(sessions.nextId(), protocol.name(), listener, door.limit());
  }

  static <C> DialogueHandler<C> of(
      MailProtocol<C> protocol, Door door, Sessions sessions, String listener) {
    return new DialogueHandler<>(protocol, door, sessions, listener);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    client.isOn((SocketChannel) context.channel());
    clock = new DialogueClock(context.channel().eventLoop(), door.clocks(), () -> idle(context));
  }

  /** The relay has taken over, or the connection is gone. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    sessions.turnstile().leave();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!door.proxyProtocol() && !door.isImplicitTls()) {
      open(context);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case ClientNamed named -> {
        if (!client.isNamed(named.client(), door.trustedPeers())) {
          sessions.log().note(client.label(), "PROXY header of an untrusted peer is not believed");
        }
        if (!door.isImplicitTls()) {
          open(context);
        }
      }
      case SslHandshakeCompletionEvent handshake when !handshake.isSuccess() ->
          leave("client failed in SSL handshake: " + TlsFault.words(handshake.cause()));
      case SslHandshakeCompletionEvent _ when stage == Stage.OPENING -> {
        client.isSecured(false);
        open(context);
      }
      case SslHandshakeCompletionEvent _ when stage == Stage.SECURING -> {
        client.isSecured(true);
        dialogue.secured();
        stage = Stage.LISTENING;
      }
      default -> context.fireUserEventTriggered(event);
    }
  }

  /** All is known that must be known of a connection: the first word, or none. */
  private void open(ChannelHandlerContext context) {
    stage = Stage.LISTENING;
    sessions.log().connected(client.label());
    if (client.enter()) {
      perform(context, dialogue.greet());
    } else {
      sessions.log().note(client.label(), "too many connections");
      perform(context, dialogue.part(Parting.TOO_MANY_CONNECTIONS));
    }
    context.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf octets = (ByteBuf) message;
    switch (stage) {
      case OPENING, SECURING -> octets.release();
      case ENDED -> turnAway(context, octets);
      case LISTENING -> {
        append(context, octets);
        listen(context);
      }
      case LOGGING_IN -> {
        append(context, octets);
        if (input.readableBytes() > MAX_EARLY_OCTETS) {
          context.channel().config().setAutoRead(false);
        }
      }
    }
  }

  /** Who has heard our last words and talks on is listened to for so long, and no longer. */
  private void turnAway(ChannelHandlerContext context, ByteBuf octets) {
    turnedAwayOctets += octets.readableBytes();
    octets.release();
    if (turnedAwayOctets > MAX_EARLY_OCTETS) {
      Channels.closeNow(context.channel());
    }
  }

  /** Keeps what is not used yet in a buffer no larger than it needs to be. */
  private void append(ChannelHandlerContext context, ByteBuf octets) {
    if (!input.isReadable()) {
      input.release();
      input = octets;
      return;
    }
    if (input.writableBytes() < octets.readableBytes()) {
      ByteBuf larger = context.alloc().buffer(2 * (input.readableBytes() + octets.readableBytes()));
      larger.writeBytes(input);
      input.release();
      input = larger;
    }
    input.writeBytes(octets);
    octets.release();
  }

  private void listen(ChannelHandlerContext context) {
    boolean heard = false;
    while (stage == Stage.LISTENING) {
      C command = decoder.next(input);
      if (command == null) {
        break;
      }
      heard = true;
      perform(context, dialogue.on(command));
    }
    if (!input.isReadable()) {
      dropInput();
    }
    if (heard && clock != null && stage == Stage.LISTENING) {
      clock.heard();
    }
    context.flush();
  }

  private void perform(ChannelHandlerContext context, List<Step> steps) {
    for (Step step : steps) {
      switch (step) {
        case Step.Send(var line) -> send(context, line);
        case Step.Relay(var reply) -> send(context, reply);
        case Step.Challenge(var line) -> {
          decoder.expectResponse();
          send(context, line);
        }
        case Step.StartTls() -> startTls(context);
        case Step.LogIn(var request) -> logIn(request);
        case Step.Close() -> close();
      }
    }
  }

  private static void send(ChannelHandlerContext context, String line) {
    ByteBuf octets = context.alloc().buffer(line.length() + 2);
    octets.writeCharSequence(line, StandardCharsets.ISO_8859_1);
    octets.writeByte('\r').writeByte('\n');
    context.write(octets).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  private static void send(ChannelHandlerContext context, Octets reply) {
    context
        .write(Unpooled.wrappedBuffer(reply.toArray()))
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  /**
   * The grant goes out in the clear, then TLS begins. What the client sent behind its STARTTLS was
   * said in the clear, perhaps by somebody between, and must never be taken for a command of the
   * secured session: RFC 9051 §11.1, CVE-2011-0411.
   */
  private void startTls(ChannelHandlerContext context) {
    stage = Stage.SECURING;
    dropInput();
    context.flush();
    door.tls().ifPresent(tls -> context.pipeline().addFirst(tls.newHandler()));
  }

  private void logIn(LoginRequest request) {
    stage = Stage.LOGGING_IN;
    if (clock != null) {
      clock.pause();
    }
    attempt = sessions.logins().begin(client.task(request, door, protocol), this);
  }

  @Override
  public void loggedIn(SocketChannel upstream, ByteBuf reply, LoginRecord login) {
    SocketChannel channel = client.channel();
    SessionLabel label = client.label();
    sessions.log().login(label, login);
    ByteBuf early = takeInput();
    stage = Stage.ENDED;
    attempt = null;
    if (clock != null) {
      clock.stop();
    }
    channel
        .pipeline()
        .writeAndFlush(reply)
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    channel.pipeline().remove(this);
    RelayTerms terms =
        new RelayTerms(door.clocks().session(), protocol.partingWords(), protocol.newBoundary());
    sessions
        .relays()
        .join(
            channel,
            upstream,
            early,
            terms,
            new LoggedInSession(sessions.log(), client.handOverPlace(), label, login));
  }

  /** A refused password waits: whoever guesses shall not guess fast. */
  @Override
  public void failed(Refusal refusal, LoginRecord login) {
    attempt = null;
    sessions.log().login(client.label(), login);
    SocketChannel channel = client.channel();
    Duration usual = refusal.failure().isClients() ? door.clocks().refusal() : Duration.ZERO;
    Duration wait = refusal.delay().orElse(usual);
    channel
        .eventLoop()
        .schedule(() -> answer(channel, refusal), wait.toNanos(), TimeUnit.NANOSECONDS)
        .addListener(ignored -> {});
  }

  private void answer(SocketChannel channel, Refusal refusal) {
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (context == null || stage != Stage.LOGGING_IN) {
      return;
    }
    stage = Stage.LISTENING;
    if (clock != null) {
      clock.resume();
    }
    perform(context, dialogue.loginFailed(refusal));
    channel.config().setAutoRead(true);
    listen(context);
  }

  private void idle(ChannelHandlerContext context) {
    sessions
        .log()
        .note(client.label(), "client timed out (110: Connection timed out) while in auth state");
    if (stage == Stage.LISTENING) {
      perform(context, dialogue.part(Parting.IDLE));
      context.flush();
    } else {
      close();
    }
  }

  private void leave(String why) {
    sessions.log().note(client.label(), why);
    close();
  }

  private void close() {
    stage = Stage.ENDED;
    if (clock != null) {
      clock.stop();
    }
    dropInput();
    client.leave();
    Channels.closeAfterLastWords(client.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stage = Stage.ENDED;
    if (clock != null) {
      clock.stop();
    }
    if (attempt != null) {
      attempt.abandon();
      attempt = null;
    }
    client.leave();
    dropInput();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (stage == Stage.ENDED) {
      Channels.closeNow(context.channel());
    } else {
      leave("connection broke: " + TlsFault.words(cause));
    }
  }

  private ByteBuf takeInput() {
    ByteBuf taken = input;
    input = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  private void dropInput() {
    takeInput().release();
  }
}
