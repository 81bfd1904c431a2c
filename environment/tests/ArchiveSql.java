import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.ecgworkbench.archive.Archive;

/** Spark's side of test_archive.py: a query a line on standard input, its columns and rows as a line of JSON. Argument: the folder of results. */
class ArchiveSql {
  public static void main(String[] words) throws Exception {
    Gson json = new GsonBuilder().serializeNulls().serializeSpecialFloatingPointValues().create();
    SparkSession spark = Archive.open(Path.of(words[0]), "local[2]");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String query = in.readLine(); query != null; query = in.readLine()) {
      try {
        var found = spark.sql(query);
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : found.collectAsList()) {
          List<Object> values = new ArrayList<>();
          for (int i = 0; i < row.length(); i++) {
            values.add(row.get(i));
          }
          rows.add(values);
        }
        System.out.println(json.toJson(Map.of("columns", found.columns(), "rows", rows)));
      } catch (Exception e) {
        System.out.println(json.toJson(Map.of("error", String.valueOf(e.getMessage()))));
      }
    }
    spark.stop();
  }
}
