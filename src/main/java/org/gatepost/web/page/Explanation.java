package org.gatepost.web.page;

/**
 * What a person is told of a status: what happened, and what may help.
 *
 * @param title a few words
 * @param message whole sentences; says nothing of versions, hosts and addresses
 */
record Explanation(String title, String message) {
  static Explanation of(int status) {
    return switch (status) {
      case 400 ->
          new Explanation(
              "Request not understood",
              "What your browser sent could not be understood. Check the address, then try again;"
                  + " deleting the cookies of this site may help.");
      case 403 ->
          new Explanation(
              "Not allowed", "You may not see this page. Sign in with an account that may.");
      case 404 ->
          new Explanation(
              "Page not found", "There is no page at this address. Check it for misspellings.");
      case 405 ->
          new Explanation(
              "Not possible here", "This page cannot do what was asked of it in this way.");
      case 408 ->
          new Explanation(
              "Request took too long",
              "Your request did not arrive in time. Check your connection, then try again.");
      case 411 ->
          new Explanation(
              "Length missing", "The request did not say how long it is, so it was not accepted.");
      case 413 ->
          new Explanation(
              "Too large", "What you sent is larger than allowed here. Send a smaller file.");
      case 414 ->
          new Explanation(
              "Address too long", "The address of this page is longer than allowed here.");
      case 417 ->
          new Explanation(
              "Expectation not met",
              "The request asked for something that this server does not do.");
      case 421 ->
          new Explanation(
              "Wrong connection",
              "This connection does not serve the site that was asked for. Try again; if it happens"
                  + " once more, restart your browser.");
      case 426 ->
          new Explanation(
              "Another protocol needed", "This page cannot be had in the way it was asked for.");
      case 429 ->
          new Explanation(
              "Too many requests",
              "Too many requests came from you. Wait a little, then try again.");
      case 431 ->
          new Explanation(
              "Request head too large",
              "The request carries more than allowed here. Deleting the cookies of this site may"
                  + " help.");
      case 500 ->
          new Explanation(
              "Something went wrong", "Your request failed by a fault on our side. Try again.");
      case 501 ->
          new Explanation("Not possible", "This server does not know how to do what was asked.");
      case 502 ->
          new Explanation(
              "Server not reachable",
              "The server that your request is for could not be reached, or gave no proper answer."
                  + " Try again in a moment.");
      case 503 ->
          new Explanation(
              "Not available for the moment",
              "The service cannot answer for the moment. Try again in a moment.");
      case 504 ->
          new Explanation(
              "Server took too long",
              "The server that your request is for did not answer in time. What you did may have"
                  + " been done all the same: look before you do it again.");
      default ->
          status < 500
              ? new Explanation("Request not accepted", "Your request could not be accepted.")
              : new Explanation(
                  "Something went wrong", "Your request failed by a fault on our side. Try again.");
    };
  }
}
