package latentphysics.tensor.io;

import java.io.IOException;

/**
 * A file that cannot be taken for what it should be. The message is one sentence: it names the file
 * and the entry in it, what was found and what was expected.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Keeps the sentence.
   *
   * @param sentence what is wrong and where
   */
  public FormatException(String sentence) {
    super(sentence);
  }

  /**
   * Keeps the sentence and what led to it.
   *
   * @param sentence what is wrong and where
   * @param cause failure underneath
   */
  public FormatException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
