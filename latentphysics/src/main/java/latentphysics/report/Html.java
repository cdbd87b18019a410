package latentphysics.report;

/** Text made safe to stand in a page. */
final class Html {
  private Html() {}

  /** The text with all marks replaced that mean something in an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A script that can stand inside a script element without ending it. */
  static String script(String source) {
    // "<\/" is the same as "</" wherever scripts may hold it: in strings and regular expressions.
    return source.replaceAll("(?i)</(script)", "<\\\\/$1").replace("<!--", "<\\!--");
  }
}
