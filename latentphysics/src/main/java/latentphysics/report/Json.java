package latentphysics.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;

/** Makes JSON values; a number that JSON cannot hold becomes null. */
final class Json {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();
  // Escapes <, > and & so that the text can stand inside a script element.
  private static final Gson FOR_HTML = new GsonBuilder().serializeNulls().create();

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private Json() {}

  static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /** A number with few digits, for pictures. */
  static JsonElement rounded(double value) {
    if (!Double.isFinite(value)) {
      return JsonNull.INSTANCE;
    }
    return new JsonPrimitive(new BigDecimal(value).round(SIX_DIGITS).doubleValue());
  }

  static JsonArray texts(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  static JsonArray rounded(double[] values) {
    JsonArray array = new JsonArray(values.length);
    for (double value : values) {
      array.add(rounded(value));
    }
    return array;
  }

  static String pretty(JsonElement value) {
    return PRETTY.toJson(value) + "\n";
  }

  static String forHtml(JsonElement value) {
    return FOR_HTML.toJson(value);
  }
}
