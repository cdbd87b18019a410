package latentphysics.data;

/**
 * Data that cannot be used. The message is one sentence for the person who gave the data: it names
 * the file, and the line and the column where there is one.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Keeps the sentence.
   *
   * @param sentence what is wrong and where
   */
  public DataException(String sentence) {
    super(sentence);
  }

  /**
   * Keeps the sentence and what led to it.
   *
   * @param sentence what is wrong and where
   * @param cause failure underneath
   */
  public DataException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
