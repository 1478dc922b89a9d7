/** The package has no types of its own; this is what we use of it. */
declare module 'parse-prometheus-text-format' {
  export interface Sample {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    /** Of a histogram, by upper bound. */
    readonly buckets?: Readonly<Record<string, string>>;
  }

  export interface Family {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly Sample[];
  }

  /** @throws where the text is not in Prometheus' format */
  export default function parse(text: string): readonly Family[];
}
