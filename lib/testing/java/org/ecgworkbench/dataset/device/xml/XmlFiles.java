package org.ecgworkbench.dataset.device.xml;

import org.ecgworkbench.dataset.device.file.DeviceFormat;
import org.ecgworkbench.dataset.device.file.DeviceRecording;
import org.ecgworkbench.dataset.device.file.DeviceSource;
import org.ecgworkbench.dataset.device.file.StoredLead;
import org.ecgworkbench.ecg.EcgDataException;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** Small files of the three XML formats, written here so that tests need no samples. */
public final class XmlFiles {
  private XmlFiles() {}

  /** Reads a text that is written as a file of its own, after asking that it is recognised. */
  public static DeviceRecording read(DeviceFormat format, Path folder, String text) {
    return read(format, folder, text.getBytes(StandardCharsets.UTF_8));
  }

  public static DeviceRecording read(DeviceFormat format, Path folder, byte[] bytes) {
    DeviceSource source = source(folder, bytes);
    assertTrue(format.recognises(source), "recognised");
    return format.read(source);
  }

  public static DeviceSource source(Path folder, byte[] bytes) {
    Path file = folder.resolve("x.xml");
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DeviceSource(file);
  }

  /** The one sentence with which a text is refused. */
  public static String refusal(DeviceFormat format, Path folder, String text) {
    DeviceSource source = source(folder, text.getBytes(StandardCharsets.UTF_8));
    String message = assertThrows(EcgDataException.class, () -> format.read(source)).getMessage();
    assertTrue(message.startsWith("x.xml: "), message);
    assertFalse(message.contains("\n"), message);
    return message;
  }

  public static int[] ramp(int first, int step, int samples) {
    return IntStream.range(0, samples).map(i -> first + i * step).toArray();
  }

  /** A lead of MUSE with its true checksum. */
  public static String museLead(String name, int[] counts) {
    byte[] bytes = littleEndian(counts);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return """
        <LeadData>
          <LeadByteCountTotal>%d</LeadByteCountTotal>
          <LeadTimeOffset>0</LeadTimeOffset>
          <LeadSampleCountTotal>%d</LeadSampleCountTotal>
          <LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit>
          <LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits>
          <LeadID>%s</LeadID>
          <LeadOffsetFirstSample>0</LeadOffsetFirstSample>
          <FirstSampleBaseline>0</FirstSampleBaseline>
          <LeadSampleSize>2</LeadSampleSize>
          <LeadOff>FALSE</LeadOff>
          <LeadDataCRC32>%d</LeadDataCRC32>
          <WaveFormData>
        %s
          </WaveFormData>
        </LeadData>
        """
        .formatted(bytes.length, counts.length, name, crc.getValue(), base64(bytes));
  }

  public static String museWaveform(String type, String... leads) {
    return """
        <Waveform>
          <WaveformType>%s</WaveformType>
          <NumberofLeads>%d</NumberofLeads>
          <SampleType>CONTINUOUS_SAMPLES</SampleType>
          <SampleBase>500</SampleBase>
          <SampleExponent>0</SampleExponent>
          <HighPassFilter>16</HighPassFilter>
          <LowPassFilter>150</LowPassFilter>
          <ACFilter>60</ACFilter>
        %s</Waveform>
        """
        .formatted(type, leads.length, String.join("", leads));
  }

  public static String muse(String... waveforms) {
    return """
        <?xml version="1.0" encoding="ISO-8859-1"?>
        <!DOCTYPE RestingECG SYSTEM "restecg.dtd">
        <RestingECG>
          <MuseInfo><MuseVersion>9.0.7</MuseVersion></MuseInfo>
          <PatientDemographics>
            <PatientID>12345-SECRET</PatientID>
            <PatientAge>63</PatientAge>
            <AgeUnits>YEARS</AgeUnits>
            <Gender>FEMALE</Gender>
            <PatientLastName>SECRET</PatientLastName>
          </PatientDemographics>
          <TestDemographics><AcquisitionDevice>MAC55</AcquisitionDevice></TestDemographics>
        %s</RestingECG>
        """
        .formatted(String.join("", waveforms));
  }

  /**
   * Second differences, byte planes and LZW, as {@link Xli} describes them.
   *
   * @param counts the samples of one channel
   */
  public static byte[] xliLead(int[] counts) {
    int n = counts.length;
    short[] numbers = new short[n];
    numbers[0] = (short) counts[0];
    numbers[1] = (short) counts[1];
    for (int i = 2; i < n - 1; i++) {
      numbers[i] = (short) (64 + 2 * counts[i] - counts[i - 1] - counts[i + 1]);
    }
    byte[] planes = new byte[2 * n];
    for (int i = 0; i < n; i++) {
      planes[i] = (byte) (numbers[i] >> 8);
      planes[n + i] = (byte) numbers[i];
    }
    byte[] codes = lzw(planes);
    int first = n > 2 ? 2 * counts[1] - counts[0] - counts[2] : 0;
    return ByteBuffer.allocate(8 + codes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(codes.length)
        .putShort((short) 1)
        .putShort((short) first)
        .put(codes)
        .array();
  }

  private static byte[] lzw(byte[] bytes) {
    Map<String, Integer> codes = new HashMap<>();
    for (int c = 0; c < 256; c++) {
      codes.put(String.valueOf((char) c), c);
    }
    StringBuilder bits = new StringBuilder();
    String text = "";
    for (byte b : bytes) {
      String longer = text + (char) (b & 0xff);
      if (codes.containsKey(longer)) {
        text = longer;
        continue;
      }
      bits.append(tenBits(codes.get(text)));
      if (codes.size() < 1023) {
        codes.put(longer, codes.size());
      }
      text = longer.substring(longer.length() - 1);
    }
    bits.append(tenBits(codes.get(text))).append(tenBits(1023));
    bits.append("0".repeat((8 - bits.length() % 8) % 8));
    byte[] packed = new byte[bits.length() / 8];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return packed;
  }

  private static String tenBits(int code) {
    return String.format("%10s", Integer.toBinaryString(code)).replace(' ', '0');
  }

  /** A file of version 1.04 at 500 Hz and 5 uV, its channels as the file stores them. */
  public static String sierra(String labels, int[]... channels) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (int[] channel : channels) {
      packed.writeBytes(xliLead(channel));
    }
    return sierra(labels, labels.split(" ").length, channels[0].length, packed.toByteArray());
  }

  public static String sierra(String labels, int leads, int samples, byte[] packed) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <restingecgdata xmlns="http://www3.medical.philips.com">
          <documentinfo><documentversion>1.04</documentversion></documentinfo>
          <dataacquisition>
            <machine machineid="SECRET">PageWriter TC</machine>
            <signalcharacteristics>
              <samplingrate>500</samplingrate><resolution>5.00</resolution>
              <numberchannelsvalid>12</numberchannelsvalid>
            </signalcharacteristics>
          </dataacquisition>
          <patient><generalpatientdata>
            <name><lastname>SECRET</lastname></name>
            <age><months>31</months></age><sex>Male</sex>
          </generalpatientdata></patient>
          <waveforms>
            <parsedwaveforms dataencoding="Base64" compression="XLI" numberofleads="%d"
              leadlabels="%s" durationperchannel="%d" samplespersecond="500" resolution="5.00"
              signaloffset="0" signalsigned="True" bitspersample="16" hipass="0.05" lowpass="150"
              notchfiltered="True" notchfilterfreqs="60">%s</parsedwaveforms>
            <repbeats dataencoding="Base64"><repbeat leadname="I">AAAA</repbeat></repbeats>
          </waveforms>
        </restingecgdata>
        """
        .formatted(leads, labels, 2 * samples, base64(packed));
  }

  public static String aecgTime(String code, String value, String unit) {
    return """
        <component><sequence><code code="%s"/><value>
          <head value="20000101"/><increment value="%s" unit="%s"/>
        </value></sequence></component>
        """
        .formatted(code, value, unit);
  }

  public static String aecgLead(String code, String origin, String scale, String digits) {
    return """
        <component><sequence><code code="%s"/><value>
          <origin %s/><scale %s/><digits>%s</digits>
        </value></sequence></component>
        """
        .formatted(code, origin, scale, digits);
  }

  public static String aecgSet(String... sequences) {
    return "<component><sequenceSet>" + String.join("", sequences) + "</sequenceSet></component>";
  }

  public static String aecgSeries(String code, String... parts) {
    return "<component><series><code code=\"%s\"/>%s</series></component>"
        .formatted(code, String.join("", parts));
  }

  public static String aecg(String... series) {
    return """
        <AnnotatedECG xmlns="urn:hl7-org:v3">
          <componentOf><subjectDemographicPerson><name>SECRET</name>
            <administrativeGenderCode code="F"/></subjectDemographicPerson></componentOf>
          <controlVariable><relatedObservation><code code="21612-7"/>
            <value value="46" unit="a"/></relatedObservation></controlVariable>
        %s</AnnotatedECG>
        """
        .formatted(String.join("", series));
  }

  public static String words(int[] counts) {
    return Arrays.stream(counts).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }

  public static byte[] littleEndian(int[] counts) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * counts.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int count : counts) {
      bytes.putShort((short) count);
    }
    return bytes.array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes);
  }

  /** One file of each format, for damage. */
  public static Map<DeviceFormat, byte[]> oneOfEach() {
    int[] counts = new int[600];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) Math.round(200 * Math.sin(i / 9.0));
    }
    int[] zero = new int[counts.length];
    String lead = "value=\"0\" unit=\"uV\"";
    String scale = "value=\"2.5\" unit=\"uV\"";
    Map<DeviceFormat, byte[]> files = new LinkedHashMap<>();
    files.put(
        new MuseXml(),
        muse(museWaveform("Rhythm", museLead("I", counts), museLead("II", zero)))
            .getBytes(StandardCharsets.ISO_8859_1));
    files.put(
        new SierraXml(), sierra("I II V1", counts, zero, counts).getBytes(StandardCharsets.UTF_8));
    files.put(
        new AnnotatedEcgXml(),
        aecg(aecgSeries(
                "RHYTHM",
                aecgSet(
                    aecgTime("TIME_ABSOLUTE", "0.002", "s"),
                    aecgLead("MDC_ECG_LEAD_I", lead, scale, words(counts)),
                    aecgLead("MDC_ECG_LEAD_II", lead, scale, words(zero)))))
            .getBytes(StandardCharsets.UTF_8));
    return files;
  }

  public static List<String> names(DeviceRecording recording) {
    return recording.leads().stream().map(StoredLead::name).toList();
  }

  public static double[] lead(DeviceRecording recording, String name) {
    return recording.leads().stream()
        .filter(lead -> lead.name().equals(name))
        .findFirst()
        .orElseThrow()
        .millivolts();
  }
}
