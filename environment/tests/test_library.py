"""A project of somebody else's that depends on lib/ecg alone: it is made here, built by Maven, and run."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parents[1]
ROOT = ENVIRONMENT.parent
MODEL = ROOT / "results" / "models" / "ptb-xl-ten-seconds"

POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>ward</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.ecgworkbench</groupId>
      <artifactId>ecg-workbench</artifactId>
      <version>VERSION</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.14.1</version>
      </plugin>
    </plugins>
  </build>
</project>
"""

# What the README promises: a recording read, scored and explained in twenty lines.
WARD = """package org.example;

import java.nio.file.Path;
import org.ecgworkbench.dataset.RecordingFile;
import org.ecgworkbench.ecg.Diagnosis;
import org.ecgworkbench.ecg.EcgRecord;
import org.ecgworkbench.ecg.Lead;
import org.ecgworkbench.model.NetworkInput;
import org.ecgworkbench.model.TrainedModel;
import org.ecgworkbench.shap.*;

class Ward {
  public static void main(String[] files) throws Exception {
    EcgRecord record = RecordingFile.read(Path.of(files[0]));
    try (TrainedModel model = TrainedModel.load(Path.of(files[1]))) {
      System.out.println(Diagnosis.AF + " " + model.scores(record)[Diagnosis.AF.ordinal()]);
      NetworkInput.Prepared input = model.input().prepare(record);
      Explanation af = new IntegratedGradients(new NetworkGradientModel(model), Lead.ALL, Reference.zero(12, input.millivolts()[0].length),
          IntegratedGradients.Options.defaults()).explain(record.id(), input.millivolts(), input.paddedSamples(), Diagnosis.AF.ordinal()).get(0);
      System.out.println(af.leadSums().length + " " + af.completenessResidual());
    }
  }
}
"""


class LibraryTest(unittest.TestCase):
    def run_(self, *command, **options):
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=600, **options)
        self.assertEqual(0, result.returncode, result.stdout + result.stderr)
        return re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)  # some builds of Maven colour whatever they are told

    def test_a_project_outside_reads_scores_and_explains_with_lib_ecg_alone(self):
        maven = ["mvn", "-q", "-B", "-Dstyle.color=never"]
        version = re.search(r"<version>([^<]+)</version>", (ROOT / "pom.xml").read_text())[1]
        with tempfile.TemporaryDirectory(prefix="ward ") as folder:
            # A copy: the checkout's own build folder is at work elsewhere.
            copy = Path(folder, "checkout")
            for path in ("pom.xml", "lib/ecg/pom.xml", "lib/ecg/src/main", "lib/study/pom.xml"):
                target = copy / path
                target.parent.mkdir(parents=True, exist_ok=True)
                self.run_("cp", "-r", ROOT / path, target)
            pom = copy / "pom.xml"
            pom.write_text(re.sub(r"\s*<module>(?!lib/)[^<]*</module>", "", pom.read_text()))
            self.run_(*maven, "install", "-DskipTests", "-Dspotless.check.skip=true", "-pl", "lib/ecg", "-am", cwd=copy)
            repository = Path(self.run_(*maven, "help:evaluate", "-Dexpression=settings.localRepository", "-DforceStdout").strip())
            installed = {file.name for file in (repository / "org/ecgworkbench/ecg-workbench" / version).iterdir()}
            for kind in ("", "-sources", "-javadoc"):
                self.assertIn(f"ecg-workbench-{version}{kind}.jar", installed)

            project = Path(folder, "ward")
            source = project / "src/main/java/org/example/Ward.java"
            source.parent.mkdir(parents=True)
            (project / "pom.xml").write_text(POM.replace("VERSION", version))
            source.write_text(WARD)
            self.run_(*maven, "compile", "dependency:build-classpath", "-DincludeScope=runtime", "-Dmdep.outputFile=classpath", cwd=project)
            classpath = (project / "classpath").read_text()
            self.assertNotIn("ecg-workbench-study", classpath)
            self.assertNotIn("junit", classpath)

            data = Path(folder, "data")
            self.run_(ENVIRONMENT / "workbench", "cohort", "--to", data, "--size", "1")
            record = next(data.glob("*.hea"))
            java = Path(os.environ["JAVA_HOME"], "bin/java") if "JAVA_HOME" in os.environ else "java"
            printed = self.run_(java, "-cp", f"{project / 'target/classes'}:{classpath}", "org.example.Ward", record, MODEL).splitlines()
            # The same number as the command line prints, and an explanation that adds up to it.
            told = self.run_(ENVIRONMENT / "workbench", "predict", record, "--out", Path(folder, "out"))
            score = float(printed[0].split()[1])
            af = next(line for line in told.splitlines() if ",AF," in line)
            self.assertAlmostEqual(float(af.split(",")[2]), score, delta=1e-7)
            self.assertLess(abs(float(printed[1].split()[-1])), 0.05)


if __name__ == "__main__":
    unittest.main()
