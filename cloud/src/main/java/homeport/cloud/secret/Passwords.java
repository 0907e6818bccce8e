package homeport.cloud.secret;

import homeport.aws.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordResponse;

/** Random passwords. Source: Secrets Manager API reference, GetRandomPassword. */
final class Passwords {
    static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String DIGITS = "0123456789";
    static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final int LENGTH_DEFAULT = 32;
    private static final int LENGTH_MAX = 4096;

    private final RandomGenerator random;

    /**
     * @param random a {@code SecureRandom} save in tests; its bounded {@code nextInt} has no bias
     */
    Passwords(RandomGenerator random) {
        this.random = random;
    }

    GetRandomPasswordResponse answer(Call call, GetRandomPasswordRequest request) {
        long length = Optional.ofNullable(request.passwordLength()).orElse((long) LENGTH_DEFAULT);
        if (length < 1 || length > LENGTH_MAX)
            throw Refusal.parameter(
                    "PasswordLength is %d, allowed 1 to %d.".formatted(length, LENGTH_MAX));
        var types = new ArrayList<String>();
        if (!on(request.excludeLowercase())) types.add(LOWER);
        if (!on(request.excludeUppercase())) types.add(UPPER);
        if (!on(request.excludeNumbers())) types.add(DIGITS);
        if (!on(request.excludePunctuation())) types.add(PUNCTUATION);
        if (on(request.includeSpace())) types.add(" ");
        String excluded = Optional.ofNullable(request.excludeCharacters()).orElse("");
        boolean each = Optional.ofNullable(request.requireEachIncludedType()).orElse(true);
        String password = draw((int) length, without(types, excluded), each);
        return GetRandomPasswordResponse.builder().randomPassword(password).build();
    }

    private static List<String> without(List<String> types, String excluded) {
        var left = new ArrayList<String>();
        for (String type : types) {
            var rest = new StringBuilder();
            type.chars().filter(c -> excluded.indexOf(c) < 0).forEach(c -> rest.append((char) c));
            if (!rest.isEmpty()) left.add(rest.toString());
        }
        return left;
    }

    /**
     * @param types characters by type, none empty
     * @param each at least one character of every type
     */
    String draw(int length, List<String> types, boolean each) {
        if (types.isEmpty())
            throw Refusal.parameter("Every character is excluded; no password can be made.");
        if (each && length < types.size())
            throw Refusal.parameter(
                    "The password length %d is too short based on the %d required types."
                            .formatted(length, types.size()));
        String all = String.join("", types);
        var password = new char[length];
        for (int i = 0; i < length; i++)
            password[i] = one(each && i < types.size() ? types.get(i) : all);
        for (int i = length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            char kept = password[i];
            password[i] = password[other];
            password[other] = kept;
        }
        return new String(password);
    }

    private char one(String characters) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    private static boolean on(Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
