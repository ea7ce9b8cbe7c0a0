package io.faas4j.samples.quakewatch;

/** Reads a week of earthquakes and prints what they were. */
public final class QuakeWatch {

    private QuakeWatch() {}

    public static void main(String[] args) {
        System.out.println("quake-watch");
    }
}
