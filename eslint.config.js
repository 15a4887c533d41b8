import tseslint from 'typescript-eslint';

/**
 * Time, timers, chance and the environment are injected (docs/STYLE.md), so that time travel and simulation stay
 * possible.
 */
const injected = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take a Clock or RealTime (packages/core/src/time.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take a Clock or RealTime (packages/core/src/time.ts).',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take an Rng (packages/core/src/rng.ts).',
  },
  {
    selector: 'CallExpression[callee.name=/^(setTimeout|setInterval|setImmediate)$/]',
    message: 'Take a Monotonic (packages/core/src/time.ts).',
  },
  {
    selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']",
    message: 'Take a Monotonic (packages/core/src/time.ts).',
  },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/gen/**',
      '**/*.gen.ts',
      'node_modules/**',
      'coverage/**',
      '.strongroom/**',
      '.cache/**',
    ],
  },
  {
    files: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'packages/core/src/time.ts', 'packages/core/src/rng.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...injected],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tools and benchmarks are plain JavaScript, so that they run before anything is built; tsconfig.tools.json checks
    // their types.
    files: ['*.js', 'bin/**/*.js', 'tools/**/*.js', 'test/**/*.js'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, globals: { process: 'readonly' } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-undef-init': 'error',
      'no-unreachable': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['packages/cli/src/**/*.ts', 'packages/loadtest/src/**/*.ts'], rules: { 'no-console': 'off' } },
);
