package homeport.cloud.secret;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;

import homeport.aws.Call;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;

/** Random passwords: what holds for every one of many. Source: API reference, GetRandomPassword. */
final class PasswordsTest {
    private static final int SEEDS = 2000;
    private static final List<String> TYPES =
            List.of(Passwords.LOWER, Passwords.UPPER, Passwords.DIGITS, Passwords.PUNCTUATION);

    @Test
    void byDefaultThereAre32CharactersOfEachOfFourTypesAndNoSpace() {
        for (int seed = 0; seed < SEEDS; seed++) {
            String password = draw(seed, GetRandomPasswordRequest.builder());
            assertThat(password).hasSize(32).doesNotContain(" ");
            for (String type : TYPES) assertThat(has(password, type)).as(password).isTrue();
        }
    }

    @Test
    void theShortestPasswordStillHasEachType() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var request = GetRandomPasswordRequest.builder().passwordLength(5L).includeSpace(true);
            String password = draw(seed, request);
            assertThat(password).hasSize(5).contains(" ");
            for (String type : TYPES) assertThat(has(password, type)).as(password).isTrue();
        }
    }

    @Test
    void whatIsExcludedNeverAppears() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var request =
                    GetRandomPasswordRequest.builder()
                            .excludePunctuation(true)
                            .excludeUppercase(true)
                            .excludeCharacters("abc123");
            assertThat(draw(seed, request)).matches("[d-z04-9]{32}");
        }
    }

    @Test
    void everyCharacterIsAboutAsLikelyAtEveryPlace() {
        var request =
                GetRandomPasswordRequest.builder()
                        .passwordLength(4L)
                        .excludeLowercase(true)
                        .excludeUppercase(true)
                        .excludePunctuation(true);
        var counts = new int[4][10];
        int draws = 20_000;
        for (int seed = 0; seed < draws; seed++) {
            String password = draw(seed, request);
            for (int i = 0; i < 4; i++) counts[i][password.charAt(i) - '0']++;
        }
        for (int[] place : counts)
            for (int count : place) assertThat(count).isBetween(draws / 10 - 250, draws / 10 + 250);
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        String code = "InvalidParameterException";
        refused(code, "too short", () -> draw(1, length(3)));
        refused(code, "allowed 1 to 4096", () -> draw(1, length(4097)));
        refused(code, "allowed 1 to 4096", () -> draw(1, length(0)));
        var nothing =
                GetRandomPasswordRequest.builder()
                        .excludeLowercase(true)
                        .excludeUppercase(true)
                        .excludePunctuation(true)
                        .excludeNumbers(true);
        refused(code, "Every character is excluded", () -> draw(1, nothing));
        assertThat(draw(1, length(1).requireEachIncludedType(false))).hasSize(1);
        assertThat(draw(1, length(4096))).hasSize(4096);
    }

    private static GetRandomPasswordRequest.Builder length(long characters) {
        return GetRandomPasswordRequest.builder().passwordLength(characters);
    }

    private static boolean has(String password, String type) {
        return password.chars().anyMatch(c -> type.indexOf(c) >= 0);
    }

    private static String draw(long seed, GetRandomPasswordRequest.Builder request) {
        var root = new Call.Caller("AKIDEXAMPLE", "arn:aws:iam::000000000000:root", "000000000000");
        var call = new Call("us-east-1", "000000000000", root, "a-request", Instant.EPOCH);
        return new Passwords(new Random(seed)).answer(call, request.build()).randomPassword();
    }
}
