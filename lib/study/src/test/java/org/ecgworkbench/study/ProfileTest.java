package org.ecgworkbench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;

/** Profiles of one's own. */
class ProfileTest {
  @Test
  void everySettingCanBeChangedAndIsInTheNameWhichReadsBack() throws ReflectiveOperationException {
    for (RecordComponent component : Profile.class.getRecordComponents()) {
      if (component.getName().equals("name")) {
        continue;
      }
      boolean whole = component.getType() == int.class;
      Object value = whole ? (Object) 7 : (Object) 0.125;
      String name = "ten-seconds, " + component.getName() + "=" + value;
      Profile changed = Profile.of(name);
      assertEquals(name, changed.name());
      for (RecordComponent other : Profile.class.getRecordComponents()) {
        if (!other.getName().equals("name")) {
          assertEquals(
              other.getName().equals(component.getName())
                  ? value
                  : other.getAccessor().invoke(Profile.TEN_SECONDS),
              other.getAccessor().invoke(changed),
              other.getName());
        }
      }
    }
    assertEquals(Profile.of("demo, learningRate=0.125"), Profile.DEMO.withLearningRate(0.125));
  }

  @Test
  void aSecondChangeOfASettingTakesThePlaceOfTheFirst() {
    Profile twice = Profile.DEMO.withWidth(16).withEpochs(3).withWidth(32);
    assertEquals("demo, width=32, epochs=3", twice.name());
    assertEquals(twice, Profile.of(" demo,width = 32 ,epochs=3"));
    assertEquals("demo", twice.base());
  }

  @Test
  void whatIsNoSettingOrOutOfRangeIsNamed() {
    refused("profile must be demo, paper or ten-seconds, found 'huge'", () -> Profile.of("huge"));
    refused("profile demo has no setting 'depth'", () -> Profile.of("demo, depth=3"));
    refused("expected SETTING=VALUE, found 'width'", () -> Profile.of("demo, width"));
    refused("setting width: expected a number, found 'wide'", () -> Profile.of("demo, width=wide"));
    refused("width must be at least 1, found 0", () -> Profile.DEMO.withWidth(0));
    refused("dropout must be in [0, 1), found 1.0", () -> Profile.of("demo, dropout=1"));
    refused(
        "learningRate must be positive, found NaN", () -> Profile.DEMO.withLearningRate(0.0 / 0));
    refused("draws must be at least 1", () -> ExplanationProtocol.paper().withDraws(0));
  }

  private static void refused(String expected, org.junit.jupiter.api.function.Executable what) {
    String message = assertThrows(IllegalArgumentException.class, what).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aProtocolHasTheProfilesDrawsOrItsOwn() {
    assertEquals(200, ExplanationProtocol.paper().draws(Profile.DEMO));
    ExplanationProtocol more = ExplanationProtocol.paper().withDraws(400);
    assertEquals(400, more.draws(Profile.DEMO));
    assertEquals(
        400, more.withBackground(ExplanationProtocol.Background.BALANCED).draws(Profile.DEMO));
    assertFalse(more.equals(ExplanationProtocol.paper()));
  }
}
