package latentphysics.cli;

/** Something that the user can put right; the message is one sentence that says what. */
final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UserException(String sentence) {
    super(sentence);
  }

  UserException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
