/** The package points its types at JavaScript, which would be an `any` that the compiler refuses. */
declare module 'discord-api-spec/zod' {
  namespace schemas {
    interface Issue {
      readonly code: string;
      readonly path: PropertyKey[];
      readonly message: string;
      readonly errors?: Issue[][];
      readonly maximum?: number;
      readonly minimum?: number;
    }

    interface Schema {
      safeParse(
        value: unknown,
      ): { success: true; data: unknown } | { success: false; error: { issues: Issue[] } };
    }
  }

  const schemas: Record<`${string}Schema`, schemas.Schema>;
  export = schemas;
}
