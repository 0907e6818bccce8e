package homeport.cloud.logs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Where a search through a group goes on.
 *
 * @param last the last stream, by name, of those that are searched now; later ones come after them
 * @param places of those that have more
 */
record FilterToken(String last, Map<String, Place> places) {
    private static final int BYTES_MAX = 256 * 1024;

    FilterToken {
        places = new TreeMap<>(places);
    }

    /** The last name, then a line for each place and its name, all deflated. */
    String text() {
        StringBuilder lines = new StringBuilder(encoded(last));
        places.forEach((name, place) ->
                lines.append('\n').append(place.text()).append(' ').append(encoded(name)));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        while (!deflater.finished()) out.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    /**
     * @throws homeport.aws.AwsException it is none
     */
    static FilterToken parse(String token) {
        String[] lines = inflated(token).split("\n");
        Map<String, Place> places = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int blank = lines[i].indexOf(' ');
            if (blank < 0) throw Refusal.token();
            Place place = Place.parse(lines[i].substring(0, blank)).orElseThrow(Refusal::token);
            places.put(decoded(lines[i].substring(blank + 1)), place);
        }
        return new FilterToken(decoded(lines[0]), places);
    }

    private static String inflated(String token) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(Base64.getUrlDecoder().decode(token));
            byte[] bytes = new byte[BYTES_MAX];
            int n = inflater.inflate(bytes);
            if (!inflater.finished()) throw Refusal.token();
            return new String(bytes, 0, n, StandardCharsets.US_ASCII);
        } catch (DataFormatException | IllegalArgumentException notOurs) {
            throw Refusal.token();
        } finally {
            inflater.end();
        }
    }

    private static String encoded(String name) {
        return Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String name) {
        try {
            return new String(Base64.getDecoder().decode(name), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw Refusal.token();
        }
    }
}
