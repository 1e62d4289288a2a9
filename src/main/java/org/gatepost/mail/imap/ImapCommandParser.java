package org.gatepost.mail.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.gatepost.mail.dialogue.ClientId;
import org.gatepost.mail.dialogue.Credentials;
import org.gatepost.mail.dialogue.Secret;
import org.gatepost.mail.sasl.Names;
import org.jspecify.annotations.Nullable;

/**
 * Reads one whole IMAP command, literals in place. Its methods carry the names of the grammar, RFC
 * 9051 §9, so that they read as the ABNF does.
 */
final class ImapCommandParser {
  /** RFC 2971 §3.3: a field name has 30 octets, a value 1024, a list 30 pairs. */
  private static final int MAX_ID_PAIRS = 30;

  private static final String ATOM_SPECIALS = "(){%*\"\\";
  private static final String MALFORMED = "invalid command";

  private final byte[] octets;
  private int index;

  ImapCommandParser(byte[] octets) {
    this.octets = octets;
  }

  /** The tag that a command begins with, or {@code *} if it begins with none. */
  static String tagOf(byte[] octets) {
    try {
      return new ImapCommandParser(octets).tag();
    } catch (SyntaxException noTag) {
      return "*";
    }
  }

  ImapCommand command() {
    String tag = "*";
    try {
      tag = tag();
      space();
      String name = atom();
      return switch (name.toUpperCase(Locale.ROOT)) {
        case "CAPABILITY" -> alone(new ImapCommand.Capability(tag));
        case "NOOP" -> alone(new ImapCommand.Noop(tag));
        case "LOGOUT" -> alone(new ImapCommand.Logout(tag));
        case "STARTTLS" -> alone(new ImapCommand.StartTls(tag));
        case "ID" -> id(tag);
        case "LOGIN" -> login(tag);
        case "AUTHENTICATE" -> authenticate(tag);
        default -> new ImapCommand.Unknown(tag, name);
      };
    } catch (SyntaxException _) {
      return new ImapCommand.Malformed(tag, MALFORMED);
    }
  }

  /** A command without arguments; blanks before the line's end hurt nobody. */
  private ImapCommand alone(ImapCommand command) throws SyntaxException {
    while (peek() == ' ') {
      index++;
    }
    crlf();
    return command;
  }

  /** login = "LOGIN" SP userid SP password. */
  private ImapCommand login(String tag) throws SyntaxException {
    space();
    byte[] user = astring();
    space();
    byte[] password = astring();
    crlf();
    if (user.length == 0) {
      throw new SyntaxException();
    }
    return new ImapCommand.Login(tag, new Credentials(Names.decode(user), new Secret(password)));
  }

  /** authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp]. */
  private ImapCommand authenticate(String tag) throws SyntaxException {
    space();
    String mechanism = atom();
    @Nullable String initialResponse = null;
    if (peek() == ' ') {
      space();
      initialResponse = untilSpecial(" ");
    }
    crlf();
    return new ImapCommand.Authenticate(tag, mechanism, initialResponse);
  }

  /** id = "ID" SP id-params-list; id-params-list = "(" *(string SP nstring) ")" / nil. */
  private ImapCommand id(String tag) throws SyntaxException {
    space();
    String name = "";
    String version = "";
    if (peek() != '(') {
      nil();
      crlf();
      return new ImapCommand.Id(tag, ClientId.UNKNOWN);
    }
    index++;
    for (int pairs = 0; peek() != ')'; pairs++) {
      if (pairs == MAX_ID_PAIRS) {
        throw new SyntaxException();
      }
      if (pairs > 0) {
        space();
      }
      String field = latin1(string()).toLowerCase(Locale.ROOT);
      space();
      String value = nstring();
      switch (field) {
        case "name" -> name = value;
        case "version" -> version = value;
        default -> {}
      }
    }
    index++;
    crlf();
    return new ImapCommand.Id(tag, new ClientId(name, version));
  }

  /** tag = 1*&lt;any ASTRING-CHAR except "+"&gt;. */
  private String tag() throws SyntaxException {
    String tag = atom("+");
    return tag;
  }

  private String atom() throws SyntaxException {
    return atom("");
  }

  private String atom(String alsoForbidden) throws SyntaxException {
    String atom = untilSpecial(ATOM_SPECIALS + alsoForbidden);
    if (atom.isEmpty()) {
      throw new SyntaxException();
    }
    return atom;
  }

  private String untilSpecial(String specials) {
    int start = index;
    while (index < octets.length
        && octets[index] > ' '
        && octets[index] != 0x7f
        && specials.indexOf(octets[index]) < 0) {
      index++;
    }
    return new String(octets, start, index - start, StandardCharsets.US_ASCII);
  }

  /** astring = 1*ASTRING-CHAR / string. Octets above 127 are taken as old clients send them. */
  private byte[] astring() throws SyntaxException {
    int first = peek();
    if (first == '"' || first == '{') {
      return string();
    }
    int start = index;
    while (index < octets.length && isAstringChar(octets[index])) {
      index++;
    }
    if (index == start) {
      throw new SyntaxException();
    }
    return Arrays.copyOfRange(octets, start, index);
  }

  private static boolean isAstringChar(byte octet) {
    return octet < 0 || (octet > ' ' && octet != 0x7f && ATOM_SPECIALS.indexOf(octet) < 0);
  }

  /** string = quoted / literal. */
  private byte[] string() throws SyntaxException {
    return switch (peek()) {
      case '"' -> quoted();
      case '{' -> literal();
      default -> throw new SyntaxException();
    };
  }

  private String nstring() throws SyntaxException {
    int first = peek();
    if (first == '"' || first == '{') {
      return latin1(string());
    }
    nil();
    return "";
  }

  private void nil() throws SyntaxException {
    if (!atom().equalsIgnoreCase("NIL")) {
      throw new SyntaxException();
    }
  }

  /** quoted = DQUOTE *QUOTED-CHAR DQUOTE; only the quote and the backslash may be escaped. */
  private byte[] quoted() throws SyntaxException {
    index++;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (true) {
      int octet = take();
      if (octet == '"') {
        return text.toByteArray();
      }
      if (octet == '\\') {
        octet = take();
        if (octet != '"' && octet != '\\') {
          throw new SyntaxException();
        }
      } else if (octet == 0 || octet == '\r' || octet == '\n') {
        throw new SyntaxException();
      }
      text.write(octet);
    }
  }

  /** literal = "{" number ["+"] "}" CRLF *CHAR8; the decoder has seen to it that all is here. */
  private byte[] literal() throws SyntaxException {
    index++;
    int length = 0;
    while (peek() >= '0' && peek() <= '9') {
      length = length * 10 + (take() - '0');
    }
    if (peek() == '+') {
      index++;
    }
    if (take() != '}') {
      throw new SyntaxException();
    }
    crlf();
    if (length < 0 || length > octets.length - index) {
      throw new SyntaxException();
    }
    byte[] literal = Arrays.copyOfRange(octets, index, index + length);
    index += length;
    for (byte octet : literal) {
      if (octet == 0) {
        throw new SyntaxException();
      }
    }
    return literal;
  }

  private void space() throws SyntaxException {
    if (take() != ' ') {
      throw new SyntaxException();
    }
  }

  /** A lone LF is taken for a line's end: some clients know no better. */
  private void crlf() throws SyntaxException {
    if (peek() == '\r') {
      index++;
    }
    if (take() != '\n') {
      throw new SyntaxException();
    }
  }

  private int peek() {
    return index < octets.length ? octets[index] & 0xff : -1;
  }

  private int take() throws SyntaxException {
    if (index == octets.length) {
      throw new SyntaxException();
    }
    return octets[index++] & 0xff;
  }

  private static String latin1(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Leaves the grammar in one jump; a malformed command is a value to everybody else. */
  private static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException() {
      super(null, null, false, false);
    }
  }
}
