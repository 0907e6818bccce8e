package homeport.proxy.loop;

import java.util.Arrays;

/** What the kernel said in one turn: whose it is, the result, flags. Owner: the loop's thread. */
final class Results {
    private long[] numbers = new long[256];
    private int[] results = new int[256];
    private int[] flags = new int[256];
    private int count;

    void add(long number, int result, int flag) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, count * 2);
            results = Arrays.copyOf(results, count * 2);
            flags = Arrays.copyOf(flags, count * 2);
        }
        numbers[count] = number;
        results[count] = result;
        flags[count++] = flag;
    }

    int count() {
        return count;
    }

    long number(int i) {
        return numbers[i];
    }

    int result(int i) {
        return results[i];
    }

    int flags(int i) {
        return flags[i];
    }

    void clear() {
        count = 0;
    }
}
