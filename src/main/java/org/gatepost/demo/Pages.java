package org.gatepost.demo;

import java.util.List;
import java.util.stream.Collectors;
import org.gatepost.cli.SampleMailboxes.User;

/** The pages of a sample mailbox server; each bears its name and its colour. */
final class Pages {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>@TITLE@ · mailbox @NAME@</title>
      <style>
      :root { color-scheme: light dark; --mark: @COLOUR@;
        --paper: light-dark(#fff, #1d2125); --ground: light-dark(#eef1f4, #121518);
        --ink: light-dark(#1c2227, #e6e9ec); --faint: light-dark(#66717b, #96a1ab);
        --line: light-dark(#dde3e8, #333a40); }
      * { box-sizing: border-box; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: start center;
        background: var(--ground); color: var(--ink); padding: 8vh 1rem 2rem;
        font: 16px/1.55 system-ui, sans-serif; }
      main { width: 100%; max-width: 34rem; background: var(--paper); border-radius: 14px;
        border-top: 6px solid var(--mark); padding: 2rem 2.2rem;
        box-shadow: 0 1px 2px #0002, 0 10px 30px #0001; }
      .server { display: flex; align-items: center; gap: .8rem; color: var(--faint); }
      .letter { display: grid; place-items: center; width: 2.6rem; height: 2.6rem; color: #fff;
        border-radius: 10px; background: var(--mark); font-weight: 700; font-size: 1.3rem; }
      h1 { margin: 1.2rem 0 .4rem; font-size: 1.5rem; line-height: 1.25; }
      ul { list-style: none; margin: 1rem 0; padding: 0; border: 1px solid var(--line);
        border-radius: 10px; }
      li { padding: .65rem 1rem; } li + li { border-top: 1px solid var(--line); }
      form { display: grid; gap: .7rem; margin: 1.2rem 0; }
      label { display: grid; gap: .25rem; font-size: .9rem; color: var(--faint); }
      input, select, button { font: inherit; padding: .55rem .8rem; border-radius: 8px;
        border: 1px solid var(--line); background: var(--paper); color: var(--ink); }
      button { background: var(--mark); border-color: var(--mark); color: #fff; font-weight: 600;
        cursor: pointer; }
      .wrong { color: light-dark(#b3261e, #f2938c); }
      pre { overflow-x: auto; padding: .8rem 1rem; border-radius: 10px; font-size: .85rem;
        background: var(--ground); }
      small, .server span { color: var(--faint); } a { color: var(--mark); }
      </style>
      </head>
      <body><main>
      <div class="server"><div class="letter">@NAME@</div><span>mailbox @NAME@</span></div>
      @CONTENT@
      </main></body>
      </html>
      """;

  private final String name;

  Pages(String name) {
    this.name = name;
  }

  String login(List<User> everybody, boolean again) {
    String people =
        everybody.stream()
            .map(user -> "<option>%s</option>".formatted(escaped(user.address())))
            .collect(Collectors.joining());
    return page(
        "Log in",
        """
        <h1>Who are you?</h1>
        %s
        <form method="post" action="/">
        <label>Address <select name="username">%s</select></label>
        <label>Password <input name="password" type="password" value="demo"
          autocomplete="off"></label>
        <button>Log in</button>
        </form>
        <small>Nobody knows yet who you are, so the proxy chose this server by your address. After
        the login it takes you to the one where your mail is. Every password is <b>demo</b>.</small>
        """
            .formatted(again ? "<p class=\"wrong\">That was not the password.</p>" : "", people));
  }

  String inbox(String address, List<String> subjects, List<String> came) {
    String mail =
        subjects.stream()
            .map(subject -> "<li>%s</li>".formatted(escaped(subject)))
            .collect(Collectors.joining("\n"));
    return page(
        "Inbox",
        """
        <h1>You are %s</h1>
        <p>and your mail is here, on mailbox %s.</p>
        <ul>%s</ul>
        <p><a href="/?loginOp=logout">Log out</a></p>
        <small>The cookie that you got at the login holds your account's id. The proxy asked the
        directory where that account lives, and passed your request on to this server:</small>
        %s
        """
            .formatted(escaped(address), name, mail, headers(came)));
  }

  String home(String address, List<String> came) {
    return page(
        "Home",
        """
        <h1>%s lives here</h1>
        <p>This is mailbox %s. The proxy saw whose folder you want in the path, and asked the
        directory where that is. Your own login, if you have one, did not matter.</p>
        %s
        """
            .formatted(escaped(address), name, headers(came)));
  }

  String notHere(String user) {
    return page(
        "Nobody here",
        "<h1>There is no %s on mailbox %s</h1>\n<p><a href=\"/\">To the front page</a></p>"
            .formatted(escaped(user), name));
  }

  String nothingThere(String path) {
    return page(
        "Nothing there",
        """
        <h1>There is nothing at %s</h1>
        <p>This sample has no more than a <a href="/">front page</a> and
        <code>/home/USER/</code>.</p>
        """
            .formatted(escaped(path)));
  }

  /** Seen only by those who go past the proxy. */
  String wrongServer(String address) {
    return page(
        "Wrong server",
        "<h1>Your mail is not here</h1>\n<p>%s lives on another server than mailbox %s. Go by way"
                .formatted(escaped(address), name)
            + " of the proxy, which knows.</p>");
  }

  private static String headers(List<String> came) {
    return "<pre>" + escaped(String.join("\n", came)) + "</pre>";
  }

  private String page(String title, String content) {
    return FRAME
        .replace("@COLOUR@", name.equals("A") ? "#0b7a75" : "#b4530f")
        .replace("@NAME@", escaped(name))
        .replace("@TITLE@", escaped(title))
        .replace("@CONTENT@", content);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
