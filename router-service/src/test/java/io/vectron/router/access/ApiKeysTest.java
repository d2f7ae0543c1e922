package io.vectron.router.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysTest {
    private static final List<Role> ROLES = List.of(Role.READ, Role.WRITE, Role.ADMIN);
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void everyKeyFindsExactlyItsOwnIdentity() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> keys =
                IntStream.range(0, 50).mapToObj(i -> ApiKeyLine.newKey()).toList();
        List<Integer> order =
                new java.util.ArrayList<>(IntStream.range(0, 50).boxed().toList());
        java.util.Collections.shuffle(order, random);
        StringBuilder text = new StringBuilder("# keys\n\n");
        order.forEach(i -> text.append(
                        new ApiKeyLine("name-" + i, ROLES.get(i % 3), List.of("c-" + i), ApiKeyLine.hash(keys.get(i)))
                                .format())
                .append("  # of number ")
                .append(i)
                .append("\r\n"));
        ApiKeys parsed = ApiKeys.parse(text.toString(), "test");
        for (int i = 0; i < keys.size(); i++) {
            Access access = parsed.find(keys.get(i)).orElseThrow();
            assertThat(access.name()).isEqualTo("name-" + i);
            assertThat(access.role()).isEqualTo(ROLES.get(i % 3));
            assertThat(access.collections()).containsExactly("c-" + i);
        }
        assertThat(parsed.find(ApiKeyLine.newKey())).isEmpty();
    }

    @Test
    void whatIsStoredIsNoKey() {
        String key = ApiKeyLine.newKey();
        ApiKeys keys = ApiKeys.parse("a read sha256:" + ApiKeyLine.hash(key) + "\n", "test");
        assertThat(keys.find(key)).isPresent();
        assertThat(keys.find(ApiKeyLine.hash(key))).isEmpty();
        assertThat(keys.find("sha256:" + ApiKeyLine.hash(key))).isEmpty();
        assertThat(keys.find(key + " ")).isEmpty();
        assertThat(keys.lines().getFirst().format()).doesNotContain(key).doesNotContain(key.substring(3));
    }

    @Test
    void newKeysHaveTheirFormAndDiffer() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> ApiKeyLine.newKey()))
                .allMatch(key -> ApiKeyLine.KEY.matcher(key).matches())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a read|2 words",
                "a read b c sha256:HASH|5 words",
                "a owner sha256:HASH|role must be read, write or admin",
                "a READ sha256:HASH|role must be read, write or admin",
                "a read HASH|sha256:",
                "a read sha256:HASH0|64 hexadecimal digits",
                "a read sha256:0123|64 hexadecimal digits",
                "-a read sha256:HASH|the name must be",
                "a read films,,x sha256:HASH|collection",
                "a read films,films sha256:HASH|there twice",
                "a read ../etc sha256:HASH|collection",
            })
    void badLineIsNamedWithItsReason(String line, String reason) {
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeys.parse(
                        "# first\nok read sha256:" + "f".repeat(64) + "\n" + line.replace("HASH", HASH) + "\n",
                        "keys.txt"))
                .withMessageStartingWith("keys.txt, line 3: ")
                .withMessageContaining(reason);
    }

    @Test
    void keyPutIntoTheFileByMistakeIsNotInTheMessage() {
        String key = ApiKeyLine.newKey();
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeys.parse("a read " + key + "\n", "keys.txt"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(key));
    }

    @Test
    void sameNameOrSameKeyTwiceIsRefused() {
        String first = "a read sha256:" + HASH + "\n";
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeys.parse(first + "a write sha256:" + "e".repeat(64), "k"))
                .withMessage("k, line 2: the name 'a' is there twice");
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeys.parse(first + "b admin sha256:" + HASH, "k"))
                .withMessage("k, line 2: the key of 'b' is there under another name, too");
    }

    @Test
    void moreKeysThanTheLimitAreRefused() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ApiKeys.KEYS_MAX; i++) {
            text.append("k")
                    .append(i)
                    .append(" read sha256:")
                    .append("%064x".formatted(i))
                    .append('\n');
        }
        assertThat(ApiKeys.parse(text.toString(), "k").size()).isEqualTo(ApiKeys.KEYS_MAX);
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeys.parse(text + "one-more read sha256:" + HASH, "k"))
                .withMessageContaining("more than " + ApiKeys.KEYS_MAX);
    }

    @Test
    void roleIncludesTheOnesBeforeIt() {
        assertThat(Role.ADMIN.includes(Role.WRITE)).isTrue();
        assertThat(Role.WRITE.includes(Role.READ)).isTrue();
        assertThat(Role.READ.includes(Role.WRITE)).isFalse();
        assertThat(Role.WRITE.includes(Role.ADMIN)).isFalse();
    }
}
