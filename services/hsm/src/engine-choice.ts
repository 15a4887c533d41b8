/** The engines that a node can be configured with; the classes are in packages/crypto, loaded only inside workers. */
export const ENGINE_CHOICES = ['openssl', 'noble'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];
